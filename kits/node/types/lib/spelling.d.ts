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
 * @param {object} wanted
 * @returns {string}
 */
export function spellQuery(wanted: object): string;
/**
 * Read the line that tells where an emulator is; undefined as long as it is not there.
 *
 * @param {string} said
 */
export function readyLine(said: string): {
    httpsUrl: string;
    httpUrl: string;
} | undefined;
