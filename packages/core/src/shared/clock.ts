/** The current time. Injected, so that decisions can be tested at any moment. */
export type Clock = () => Date;
