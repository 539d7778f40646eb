/** The seconds of an ISO 8601 duration of days, hours, minutes and seconds; undefined where it is none. */
export function secondsOf(text: string): number | undefined {
  const match = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = (match.slice(1) as (string | undefined)[]).map(
    (part) => Number(part ?? 0),
  );
  return days * 86_400 + hours * 3_600 + minutes * 60 + seconds;
}
