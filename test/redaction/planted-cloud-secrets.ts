/** Made-up secrets of AWS, Google Cloud and Azure, and signed URLs. */

import { HEX, type PlantedSecret, prefixed } from './planted-secret.ts';

export const plantedCloudSecrets: readonly PlantedSecret[] = [
  prefixed('aws-key-id', 'AKIA', 16, 'A-Z', (draw) => [
    'AKIAIOSFODNN7EXAMPLE',
    `${draw(30)}AKIA${draw(40)}`,
    `AIDA${draw(16, 'A-Z')}`,
  ]),
  prefixed('aws-key-id', 'ASIA', 16, 'A-Z', () => ['ASIA-PACIFIC', 'ASIA AND OCEANIA TOGETHER']),
  {
    kind: 'aws-secret-key',
    what: 'a secret named',
    make: (draw) => ({ before: '"SecretAccessKey": "', secret: draw(40), after: '"' }),
    lookAlikes: (draw) => [
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      `commit ${draw(40, HEX)}`,
      `etag: "${draw(40)}"`,
    ],
  },
  {
    kind: 'aws-secret-key',
    what: 'a secret in an environment file, with slashes',
    make: (draw) => ({ before: 'AWS_SECRET_ACCESS_KEY=', secret: `${draw(12)}/${draw(12)}+${draw(14)}`, after: '\n' }),
    lookAlikes: () => [
      'AWS_SECRET_ACCESS_KEY=your-aws-secret-access-key-goes-here-ok',
      'secret access key: see the vault',
    ],
  },
  {
    kind: 'aws-secret-key',
    what: 'a secret behind its id',
    make: (draw) => ({ before: `AKIA${draw(16, 'A-Z')},`, secret: draw(40), after: '\n' }),
    lookAlikes: (draw) => [`AKIA${draw(16, 'A-Z')} in ${draw(40, HEX)}`, `AKIA${draw(16, 'A-Z')},${draw(30)}`],
  },
  {
    kind: 'aws-session-token',
    what: 'by its label',
    make: (draw) => ({ secret: `IQoJb3JpZ2lu${draw(300)}`, after: ' ' }),
    lookAlikes: (draw) => [`IQoJb3JpZ2lu${draw(20)}`, `data:image/png;base64,${draw(300)}`],
  },
  {
    kind: 'aws-session-token',
    what: 'by its name',
    make: (draw) => ({ before: 'aws_session_token = ', secret: draw(300), after: '\n' }),
    lookAlikes: (draw) => ['aws_session_token = <token>', `"embedding": "${draw(300)}"`],
  },
  {
    kind: 'sigv4',
    what: 'a signature in a header',
    make: (draw) => ({ before: 'SignedHeaders=host;x-amz-date, Signature=', secret: draw(64, HEX) }),
    lookAlikes: (draw) => ['Signature=null, arguments=64', `sha256: ${draw(64, HEX)}`],
  },
  {
    kind: 'sigv4',
    what: 'a credential scope',
    make: (draw) => ({
      before: 'AWS4-HMAC-SHA256 Credential=',
      secret: `${draw(20, 'A-Z')}/20250102/us-east-1/bedrock/aws4_request`,
      after: ', S',
    }),
    lookAlikes: () => ['Credential=<your credential>', 'Credential=AccessKey/date/region'],
  },
  {
    kind: 'sigv4',
    what: 'a presigned URL',
    make: (draw) => ({ before: 'https://b.s3.amazonaws.com/k?X-Amz-Signature=', secret: draw(64, HEX), after: '&x=1' }),
    lookAlikes: (draw) => ['X-Amz-Signature=short', `X-Amz-SignedHeaders=host&etag=${draw(64, HEX)}`],
  },
  {
    kind: 'sigv4',
    what: 'the credential of a presigned URL, its ampersands escaped for JSON',
    make: (draw) => ({
      before: '?a=b\\u0026X-Amz-Credential=',
      secret: `${draw(20, 'A-Z')}%2F20250102%2Fus-east-1%2Fs3%2Faws4_request`,
      after: '\\u0026c',
    }),
    lookAlikes: () => ['X-Amz-Credential=', 'X-Amz-Credential is a parameter'],
  },
  {
    kind: 'aws-session-token',
    what: 'the token of a presigned URL',
    make: (draw) => ({
      before: '&X-Amz-Security-Token=',
      secret: `${draw(200)}%2B${draw(100)}%3D`,
      after: '&X-Amz-Date=20250102T030405Z',
    }),
    lookAlikes: () => ['X-Amz-Security-Token=none', 'X-Amz-Security-Token: see above'],
  },
  {
    kind: 'signature',
    what: 'a presigned URL of Google',
    make: (draw) => ({ before: '&X-Goog-Signature=', secret: draw(512, HEX), after: '"' }),
    lookAlikes: (draw) => ['X-Goog-Signature=', `X-Goog-Hash=${draw(64, HEX)}`],
  },
  {
    kind: 'signature',
    what: 'the account of a URL signed by Google',
    make: (draw) => ({
      before: '?GoogleAccessId=',
      secret: `robot-${draw(6, 'a-z')}%40project.iam.gserviceaccount.com`,
      after: '&E',
    }),
    lookAlikes: () => ['GoogleAccessId=', 'GoogleAccessId is a parameter'],
  },
  {
    kind: 'signature',
    what: 'a shared access signature of Azure',
    make: (draw) => ({
      before: '.blob.core.windows.net/c/i.png?se=2025&sr=b&sig=',
      secret: `${draw(20)}%2B${draw(22)}%3D`,
      after: '"',
    }),
    lookAlikes: (draw) => [`config=${draw(44)}`, `we say sig=${draw(44)}`, '&sig=none'],
  },
  {
    kind: 'signature',
    what: 'a key pair of CloudFront',
    make: (draw) => ({ before: '?Key-Pair-Id=', secret: `K${draw(15, 'A-Z0-9')}`, after: '&' }),
    lookAlikes: () => ['&Key-Pair-Id=KEYPAIRIDEXAMPLE', 'Key-Pair-Id=K12'],
  },
  {
    kind: 'azure-key',
    what: 'named',
    make: (draw) => ({ before: 'Ocp-Apim-Subscription-Key: ', secret: draw(32, HEX), after: '\r\n' }),
    lookAlikes: (draw) => [`azure-openai ${draw(32, HEX)}`, `Subscription-Id: ${draw(32, HEX)}`],
  },
  {
    kind: 'azure-key',
    what: 'by its mark',
    make: (draw) => ({ secret: `${draw(52)}JQQJ99${draw(26)}` }),
    lookAlikes: (draw) => [`${draw(10)}JQQJ99${draw(26)}`, `${draw(120)}JQQJ99${draw(120)}`],
  },
  {
    kind: 'azure-connection-key',
    what: 'of a storage account',
    make: (draw) => ({
      before: 'AccountName=x;AccountKey=',
      secret: `${draw(40)}+${draw(44)}/==`,
      after: ';EndpointSuffix=core.windows.net',
    }),
    lookAlikes: () => ['AccountKey=<key>;', 'AccountKey=secret'],
  },
  {
    kind: 'azure-connection-key',
    what: 'of a service bus',
    make: (draw) => ({ before: 'SharedAccessKeyName=Root;SharedAccessKey=', secret: `${draw(43)}=` }),
    lookAlikes: (draw) => [`SharedAccessKeyName=${draw(43)}`, 'SharedAccessKey=...'],
  },
  {
    kind: 'azure-client-secret',
    what: 'by its mark',
    make: (draw) => ({ secret: `${draw(3)}8Q~${draw(34)}` }),
    lookAlikes: (draw) => ['FAQ~about', `${draw(3)}xQ~${draw(34)}`],
  },
];
