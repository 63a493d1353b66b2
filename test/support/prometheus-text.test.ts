import { describe, expect, it } from 'vitest';
import { readPrometheusText } from './prometheus-text.ts';

const good = '# HELP a_total One.\n# TYPE a_total counter\na_total{model="x"} 3\n';

describe('the reader of Prometheus text', () => {
  it('reads metrics, labels and values', () => {
    const [metric] = [
      ...readPrometheusText('# HELP a_total One.\n# TYPE a_total counter\na_total{m="x\\"\\\\\\n"} 3\n').values(),
    ];
    expect(metric).toEqual({
      name: 'a_total',
      type: 'counter',
      help: 'One.',
      samples: [{ name: 'a_total', labels: { m: 'x"\\\n' }, value: 3 }],
    });
  });

  it.each([
    ['a missing line end', good.slice(0, -1)],
    ['a counter without _total', good.replaceAll('a_total', 'a')],
    ['a gauge with _total', good.replace('counter', 'gauge')],
    ['a sample without its metric', `${good}b_total 1\n`],
    ['two samples of one set of labels', `${good}a_total{model="x"} 4\n`],
    ['a value that is none', good.replace(' 3', ' three')],
    ['a label that is not quoted', good.replace('"x"', 'x')],
    ['a metric in two places', `${good}# HELP b B.\n# TYPE b gauge\nb 1\n${good}`],
    ['no help', good.replace('# HELP a_total One.\n', '')],
    ['no type', good.replace('# TYPE a_total counter\n', '')],
    ['milliseconds', '# HELP a_ms A.\n# TYPE a_ms gauge\na_ms 1\n'],
    [
      'a histogram without its last bucket',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n',
    ],
    [
      'a histogram that shrinks',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
    ],
    [
      'a histogram whose count is another',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n',
    ],
  ])('refuses %s', (_what, text) => {
    expect(() => readPrometheusText(text)).toThrow(Error);
  });
});
