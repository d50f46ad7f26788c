export type Event = {
    event: string;
    id: string;
    data: any;
};
/** @typedef {{event: string, id: string, data: any}} Event */
/**
 * Read server-sent events off a stream of text.
 *
 * @param {AsyncIterable<string>} parts
 * @returns {AsyncGenerator<Event, void, void>}
 */
export function events(parts: AsyncIterable<string>): AsyncGenerator<Event, void, void>;
