/** A UUID of version 7 (RFC 9562, 5.7): begins with the millisecond it was made in. */
export const uuid = (): string => {
  // 12 digits from 2004 to 2527.
  const time = '0' + Date.now().toString(16);
  return 'xxxxxxxx-xxxx-7xxx-8xxx-xxxxxxxxxxxx'.replace(
    /x/g,
    (_, at: number) =>
      time[at < 8 ? at : at - 1] ||
      // crypto.randomUUID is missing on plain http pages and makes version 4. A list of one is its
      // number where a number is wanted.
      (15 & (crypto.getRandomValues(new Uint8Array(1)) as unknown as number)).toString(16),
  );
};

/** When a UUIDv7 was made, in epoch milliseconds; NaN or nonsense for other texts. */
export const madeAt = (id: string): number => parseInt(id.replace('-', ''), 16);
