/** What a model said, put together from pieces: sections in the order in which each began. */

import type { Choice } from '../core/answer.ts';

type SectionKind = 'text' | 'reasoning' | 'refusal' | 'call' | 'note';

interface Section {
  readonly kind: SectionKind;
  name: string;
  content: string;
}

export class Transcript {
  readonly #sections: Section[] = [];
  readonly #byPart = new Map<string, Section>();
  /** The call that an index means now; some servers give every parallel call index 0 and an id of its own. */
  readonly #callAt = new Map<string, { readonly id: string | undefined; readonly section: Section }>();

  #finish: string | undefined;

  get empty(): boolean {
    return this.#sections.length === 0;
  }

  /** Text; pieces of one `part` stay together however they arrive, and without one they continue the last section. */
  text(piece: string, part?: string): void {
    this.#append('text', piece, part);
  }

  reasoning(piece: string, part?: string): void {
    this.#append('reasoning', piece, part);
  }

  refusal(piece: string): void {
    this.#append('refusal', piece, undefined);
  }

  /** Why it ended, in the provider's own word; the last one counts. */
  finish(reason: string): void {
    this.#finish = reason;
  }

  /** A line of its own, in brackets: an image, a tool that the provider ran. */
  note(content: string): void {
    this.#open('note', content);
  }

  /** An error within a reply; several events of one stream may report the same. */
  error(message: string): void {
    const content = `error: ${message}`;
    if (!this.#sections.some((section) => section.kind === 'note' && section.content === content)) this.note(content);
  }

  /**
   * A piece of the tool call at `index`. The name is set once, argument pieces are appended. A piece with an id other than
   * the one known for the index begins a new call; so does every piece without an index.
   */
  call(index: string | number | undefined, name: string | undefined, piece: string, id?: string): void {
    const known = index === undefined ? undefined : this.#callAt.get(String(index));
    const other = known === undefined || (id !== undefined && known.id !== undefined && id !== known.id);
    const section = other ? this.#open('call', '') : known.section;
    if (other && index !== undefined) this.#callAt.set(String(index), { id, section });
    if (section.name === '') section.name = name ?? '';
    section.content += piece;
  }

  /** What was said, each kind put together; notes are left out. */
  choice(): Choice {
    const all = (kind: SectionKind) => this.#sections.filter((section) => section.kind === kind);
    const joined = (kind: SectionKind) =>
      all(kind)
        .map(({ content }) => content)
        .join('');
    return {
      text: joined('text'),
      reasoning: joined('reasoning'),
      refusal: joined('refusal'),
      toolCalls: all('call').map(({ name, content }) => ({ name, arguments: content })),
      finish: this.#finish,
    };
  }

  /** Neighbouring pieces of text join without a gap, other sections stand apart. */
  toString(): string {
    let out = '';
    let last: SectionKind | undefined;
    for (const { kind, name, content } of this.#sections) {
      if (last !== undefined && !(kind === 'text' && last === 'text')) out += kind === last ? '\n' : '\n\n';
      out += rendered(kind, name, content);
      last = kind;
    }
    return out;
  }

  #append(kind: SectionKind, piece: string, part: string | undefined): void {
    if (piece === '') return;
    const key = `${kind} ${part}`;
    const last = this.#sections.at(-1);
    let section = part === undefined ? (last?.kind === kind ? last : undefined) : this.#byPart.get(key);
    section ??= this.#open(kind, '');
    if (part !== undefined) this.#byPart.set(key, section);
    section.content += piece;
  }

  #open(kind: SectionKind, content: string): Section {
    const section = { kind, name: '', content };
    this.#sections.push(section);
    return section;
  }
}

/** One transcript for each of the answers that a reply holds (`n`, candidates, batch results). */
export class Transcripts {
  readonly #byLabel = new Map<string, Transcript>();

  of(label: string | number): Transcript {
    const key = String(label);
    let transcript = this.#byLabel.get(key);
    if (transcript === undefined) {
      transcript = new Transcript();
      this.#byLabel.set(key, transcript);
    }
    return transcript;
  }

  /** By their index, in which order ever they began. */
  choices(): Choice[] {
    const inOrder = [...this.#byLabel].sort(([one], [other]) => Number(one) - Number(other));
    return inOrder.map(([, transcript]) => transcript.choice());
  }

  toString(): string {
    const spoken = [...this.#byLabel].filter(([, transcript]) => !transcript.empty);
    if (spoken.length < 2) return spoken[0]?.[1].toString() ?? '';
    return spoken.map(([label, transcript]) => `[choice ${label}]\n${transcript}`).join('\n\n');
  }
}

function rendered(kind: SectionKind, name: string, content: string): string {
  switch (kind) {
    case 'text':
      return content;
    case 'call':
      return `${name}(${content})`;
    case 'note':
      return `[${content}]`;
    default:
      return `[${kind}]\n${content}\n[/${kind}]`;
  }
}
