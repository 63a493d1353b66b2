/** Made-up personal data; numbers that must pass a check are published test numbers. */

import { HEX, type PlantedSecret } from './planted-secret.ts';

export const plantedPersonalData: readonly PlantedSecret[] = [
  {
    kind: 'email',
    what: 'plain',
    optIn: 'pii',
    make: (draw) => ({ secret: `ada.${draw(6, 'a-z')}+tag@mail.${draw(5, 'a-z')}.org` }),
    lookAlikes: () => ['npm i @scope/package', 'git@github.com:owner/repo.git', 'logo@2x.png', 'a @ b'],
  },
  {
    kind: 'email',
    what: 'in a URL, behind an escaped line end',
    optIn: 'pii',
    make: (draw) => ({ before: '\\n', secret: `ada${draw(6, 'a-z')}%40mail.org`, after: '&x' }),
    lookAlikes: () => ['100%40of', 'decorator: @dataclass'],
  },
  {
    kind: 'phone',
    what: 'E.164',
    optIn: 'pii',
    make: (draw) => ({ secret: `+49 30 ${draw(4, '0-9')}${draw(4, '0-9')}` }),
    lookAlikes: () => ['+1', '1+234567890', '+0 123 456 789', 'x = a +12345'],
  },
  {
    kind: 'phone',
    what: 'North America',
    optIn: 'pii',
    make: (draw) => ({ before: 'call ', secret: `(415) 555-${draw(4, '0-9')}`, after: ' now' }),
    lookAlikes: () => ['2024-01-15', '415-5555-2671', '1.415-555-2671', '123-456-7890-12'],
  },
  {
    kind: 'phone',
    what: 'with a trunk zero',
    optIn: 'pii',
    make: (draw) => ({ before: 'tel. ', secret: `01 42 68 ${draw(2, '0-9')} ${draw(2, '0-9')}` }),
    lookAlikes: () => ['0.0123 4567', '00:01:02', '01-02-2024'],
  },
  {
    kind: 'payment-card',
    what: 'grouped',
    optIn: 'pii',
    make: () => ({ before: 'card ', secret: '4242 4242 4242 4242', after: ' exp' }),
    lookAlikes: () => [
      '4242 4242 4242 4243',
      '"created": 1735689600000000',
      '0.4242424242424242',
      'chatcmpl-4242424242424242',
    ],
  },
  {
    kind: 'payment-card',
    what: 'in one run',
    optIn: 'pii',
    make: () => ({ secret: '378282246310005' }),
    lookAlikes: () => ['378282246310006', '4444444444444444444'],
  },
  {
    kind: 'iban',
    what: 'grouped',
    optIn: 'pii',
    make: () => ({ secret: 'DE89 3704 0044 0532 0130 00' }),
    lookAlikes: () => ['DE88 3704 0044 0532 0130 00', 'DE89 is a motorway', 'MODE89370400440532013000'],
  },
  {
    kind: 'iban',
    what: 'in one run',
    optIn: 'pii',
    make: () => ({ before: '"iban":"', secret: 'GB82WEST12345698765432', after: '"' }),
    lookAlikes: () => ['GB83WEST12345698765432', 'GB82WEST1234569876543'],
  },
  {
    kind: 'ip-address',
    what: 'IPv4',
    optIn: 'pii',
    make: (draw) => ({ before: 'from ', secret: `93.184.1${draw(1, '0-9')}.34`, after: ':443' }),
    lookAlikes: () => [
      '127.0.0.1',
      '192.168.1.20',
      'Chrome/120.1.6099.71',
      'version 4.3.2.1',
      '1.2.3.4.5',
      '300.1.2.3',
    ],
  },
  {
    kind: 'ip-address',
    what: 'IPv6',
    optIn: 'pii',
    make: (draw) => ({ before: '[', secret: `2a00:1450:4001:82b::${draw(4, HEX)}`, after: ']' }),
    lookAlikes: () => ['2024:10:11', '::1', 'fe80::1', '2001:db8::1:2', 'std::string'],
  },
];
