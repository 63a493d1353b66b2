/** AWS credentials: key ids, secret keys, session tokens, and the parts of a SigV4 signature. */

import { isFiller } from '../entropy.ts';
import { ASSIGNED, assignedKey, type ShapeRule } from '../shape-rule.ts';

/** 40 characters of base64, a slash also as JSON (`\/`) or URL (`%2F`) escape it. */
const SECRET = '(?:[A-Za-z0-9+]|\\\\{0,4}/|%2[BbFf]){40}(?![A-Za-z0-9+/=])';
const KEY_ID = '(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}';
const TOKEN = '(?:[A-Za-z0-9+=]|\\\\{0,4}/|%(?:25)?(?:2[BbFf]|3[Dd])){80,}';

export const awsRules: readonly ShapeRule[] = [
  // A secret that follows its id at once, as in the table of new credentials.
  {
    kind: 'aws-secret-key',
    anchors: ['AKIA', 'ASIA'],
    pattern: new RegExp(`(?:AKIA|ASIA)[A-Z0-9]{16}[\\s,;:|"'\`]{1,8}(${SECRET})`, 'dy'),
    accept: (match) => !isFiller(match[1] ?? ''),
  },
  {
    kind: 'aws-key-id',
    anchors: ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'A3T'],
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: AIDA, AROA and the like are ids.
    pattern: new RegExp(`${KEY_ID}(?![A-Za-z0-9])`, 'dy'),
    accept: (match) => !isFiller(match[0].slice(4)),
  },
  {
    ...assignedKey(
      'aws-secret-key',
      ['secretaccesskey', 'secret_access_key', 'secret-access-key', 'aws_secret_key', 'secret access key'],
      '(?:secret[-_ ]?access[-_ ]?key|aws_secret_key)',
      SECRET,
    ),
    // Whatever it holds, but for the example of AWS's documentation: other scanners report it too.
    accept: (match) => !/EXAMPLEKEY$/.test(match[1] ?? ''),
  },
  assignedKey(
    'aws-session-token',
    ['sessiontoken', 'session_token', 'security-token', 'security_token', 'session token'],
    '(?:session[-_ ]?token|security[-_]token)',
    TOKEN,
  ),
  // Security tokens of STS begin with an encoded label (`origin`, `/er/aws`), whatever the name before them.
  {
    kind: 'aws-session-token',
    anchors: ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz', 'IQoDYXdz', 'FwoDYXdz', 'FQoDYXdz'],
    pattern: new RegExp(TOKEN, 'dy'),
  },
  {
    kind: 'sigv4',
    anchors: ['Signature'],
    pattern: new RegExp(`Signature${ASSIGNED}([0-9a-f]{64})(?![0-9A-Za-z])`, 'dy'),
    glued: true,
  },
  {
    kind: 'sigv4',
    anchors: ['Credential'],
    pattern: new RegExp(`Credential${ASSIGNED}([\\w%-]{8,40}(?:/|%(?:25)?2F)[\\w%/-]{8,80}aws4_request)`, 'diy'),
    glued: true,
  },
];
