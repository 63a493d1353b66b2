/** Makes a throw-away TLS certificate for tests, so that no key lies in the repository. */

import { generateKeyPairSync, sign } from 'node:crypto';

export interface TestCertificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** DNS names it is for; 127.0.0.1 is always among its addresses unless `address` is false. Default localhost. */
  readonly names?: readonly string[];
  readonly address?: boolean;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** An X.509 v3 certificate (RFC 5280) that signs itself, with ECDSA P-256 and SHA-256. */
export function selfSignedCertificate(options: CertificateOptions = {}): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const name = sequence(set(sequence(oid('550403'), tagged(0x0c, Buffer.from('llmsim test only'))))); // commonName
  const names = (options.names ?? ['localhost']).map((dns) => tagged(0x82, Buffer.from(dns)));
  const addresses = options.address === false ? [] : [tagged(0x87, Buffer.from([127, 0, 0, 1]))];
  const subjectAltName = sequence(oid('551d11'), tagged(0x04, sequence(...names, ...addresses)));
  const basicConstraints = sequence(oid('551d13'), tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff])))));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))), // version 3
    tagged(0x02, Buffer.from([1])), // serial number
    algorithm,
    name,
    sequence(time(options.notBefore ?? new Date('2020-01-01')), time(options.notAfter ?? new Date('2049-01-01'))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(subjectAltName, basicConstraints)),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) };
}

/** DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x82]), length, content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

/** UTCTime, for the years 1950 to 2049. */
function time(date: Date): Buffer {
  const text = date
    .toISOString()
    .replace(/[-:T]|\.\d{3}/g, '')
    .slice(2);
  return tagged(0x17, Buffer.from(text));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
