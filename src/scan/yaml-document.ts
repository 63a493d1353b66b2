/** YAML cassettes (vcrpy, VCR, go-vcr). Imports `yaml`: load it for the first such file. */

import { isNode, parseAllDocuments, type ScalarTag } from 'yaml';
import type { ReadDocument } from './read-document.ts';

/** Kept as base64 without its line breaks; whoever searches it decodes it. */
const binary: ScalarTag = {
  tag: 'tag:yaml.org,2002:binary',
  resolve: (text) => text.replace(/\s/g, ''),
};

/** Undefined when `text` is no sound YAML, or its aliases would make it many times larger. */
export function readYaml(text: string): ReadDocument | undefined {
  try {
    const options = { version: '1.1', logLevel: 'silent', strict: false, uniqueKeys: false } as const;
    const documents = parseAllDocuments(text, { ...options, customTags: (tags) => [binary, ...tags.filter(isOther)] });
    if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
    const values = documents.map((document) => document.toJS({ maxAliasCount: 1000 }) as unknown);
    const single = documents.length === 1;
    return {
      document: { text, structure: single ? values[0] : values, isJson: false },
      offsetOf(keys) {
        const [first, ...rest] = keys;
        const document = single ? documents[0] : documents[typeof first === 'number' ? first : 0];
        for (let path = single ? [...keys] : rest; path.length > 0; path = path.slice(0, -1)) {
          const node: unknown = document?.getIn(path, true);
          if (isNode(node) && node.range) return node.range[0];
        }
        return 0;
      },
    };
  } catch {
    return undefined;
  }
}

function isOther(tag: unknown): boolean {
  return typeof tag === 'string' ? tag !== 'binary' : (tag as { tag?: string }).tag !== binary.tag;
}
