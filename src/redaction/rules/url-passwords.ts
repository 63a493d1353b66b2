/** Passwords in the user part of a URL (RFC 3986, 3.2.1); only the password is replaced. */

import type { ShapeRule } from '../shape-rule.ts';

/** `scheme://`, as it is, in JSON (`:\/\/`) or in a URL (`%3A%2F%2F`). */
const SLASHES = '(?::(?:\\\\{0,4}/){2}|%3[Aa]%2[Ff]%2[Ff])';
const USER = '[^\\s/:@?#"\'`<>{}\\\\\\0]{0,128}';
const PASSWORD = '([^\\s/@?#"\'`\\\\\\0]{1,256})';
const DATABASES = [
  'postgres',
  'postgresql',
  'mysql',
  'mariadb',
  'mongodb',
  'mongodb+srv',
  'redis',
  'rediss',
  'amqp',
  'amqps',
  'mssql',
  'sqlserver',
  'clickhouse',
  'cockroachdb',
  'neo4j',
  'neo4j+s',
  'bolt',
];

export const urlPasswordRules: readonly ShapeRule[] = [
  {
    kind: 'database-password',
    anchors: DATABASES.map((scheme) => `${scheme}:`).concat(DATABASES.map((scheme) => `${scheme}%3A`)),
    ignoreCase: true,
    glued: true,
    pattern: new RegExp(`[a-z0-9]{3,12}(?:\\+[a-z]{1,3})?${SLASHES}${USER}(?::|%3A)${PASSWORD}(?:@|%40)`, 'diy'),
    accept: isSecret,
  },
  {
    kind: 'url-password',
    anchors: ['://', ':\\/\\/'],
    glued: true,
    pattern: new RegExp(`${SLASHES}${USER}:${PASSWORD}@`, 'dy'),
    accept: isSecret,
  },
];

/**
 * Templates (`${PASSWORD}`, `{password}`, `%PASSWORD%`) and asterisks are none. `password` is one, as is `<password>` for a
 * database: there is no telling them from bad passwords, and other scanners report them.
 */
function isSecret(match: RegExpExecArray): boolean {
  return !/^(?:\$\{?\w+\}?|\{.*\}|%\w+%|\*+|\.+)$/.test(match[1] ?? '');
}
