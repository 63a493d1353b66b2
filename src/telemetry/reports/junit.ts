/** A run's result as JUnit XML, the form that CI systems show: a test case for each miss, and one for each other check. */

import type { RunResult } from '../run-result.ts';

/** https://github.com/testmoapp/junitxml describes what CI systems read. */
export function junitReport(result: RunResult): string {
  const cases = [
    ...result.stories.map(({ request, story }) => testCase(request, 'miss', story)),
    ...result.failures.map((failure) => testCase('the run', 'failure', failure)),
    testCase(`${result.hits} requests answered from recordings`),
  ];
  const failed = result.stories.length + result.failures.length;
  const counts = `tests="${cases.length}" failures="${failed}" time="${result.seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="llmsim" ${counts}>`,
    `  <testsuite name="llmsim run" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(name: string, type?: string, text = ''): string {
  const open = `    <testcase classname="llmsim" name="${escaped(name)}"`;
  if (type === undefined) return `${open}/>`;
  const [message = ''] = text.split('\n', 1);
  return `${open}>\n      <failure type="${type}" message="${escaped(message)}">${escaped(text)}</failure>\n    </testcase>`;
}

/** XML 1.0 has no form for control characters and halves of characters, not even escaped. */
function escaped(text: string): string {
  return text
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g,
      '\ufffd',
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
