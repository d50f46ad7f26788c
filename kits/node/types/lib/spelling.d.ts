/**
 * Spell a moment; a text goes as it is, since the emulator reads more forms than a `Date` does.
 *
 * @param {import('./documents').Moment} moment
 * @returns {string}
 */
export function spellMoment(moment: import("./documents").Moment): string;
/**
 * Spell a span: a text goes as it is, a number is milliseconds as everywhere in node.
 *
 * @param {import('./documents').Span} span
 * @returns {string}
 */
export function spellSpan(span: import("./documents").Span): string;
/**
 * Return the query of what is wanted, with its question mark; empty for nothing.
 *
 * @param {Readonly<Record<string, unknown>>} wanted
 * @returns {string}
 */
export function spellQuery(wanted: Readonly<Record<string, unknown>>): string;
