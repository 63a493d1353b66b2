/** TLS towards the upstream is verified, and a certificate of one's own is trusted through NODE_EXTRA_CA_CERTS. */

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rawRequest } from '../support/raw-client.ts';
import { startCli } from '../support/run-cli.ts';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';
import { chatRequest, recordingsIn } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('an upstream with a certificate of its own', () => {
  it('is refused with the way to trust it, and recorded once it is trusted', async () => {
    const certificate = selfSignedCertificate();
    const server = createServer(certificate, (_request, response) => response.end('{"ok":true}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const folder = tempFolder();
    const bundle = join(folder, 'ca.pem');
    writeFileSync(bundle, certificate.cert);
    const root = join(folder, 'cassettes');
    const { port } = server.address() as AddressInfo;
    const command = ['record', '--upstream', `openai=https://127.0.0.1:${port}`, '--port', '0', '--cassettes', root];

    const distrustful = await startCli(command);
    const refused = await rawRequest(distrustful.url, chatRequest('hi'));
    expect(refused.status).toBe(502);
    expect(refused.body.toString()).toMatch(/NODE_EXTRA_CA_CERTS/);
    await distrustful.stop();

    const trusting = await startCli(command, { env: { NODE_EXTRA_CA_CERTS: bundle } });
    const answered = await rawRequest(trusting.url, chatRequest('hi'));
    expect([answered.status, answered.body.toString()]).toEqual([200, '{"ok":true}']);
    expect((await trusting.stop()).code).toBe(0);
    expect(recordingsIn(root)).toHaveLength(1);
  });
});
