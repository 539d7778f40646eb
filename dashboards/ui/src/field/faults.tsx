import { createContext, useContext } from 'react';
import type { Fault } from '../api/types';

/** What is wrong, by the place that it is shown at. */
export type FaultsAt = (pointer: string) => readonly string[];

const FaultsContext = createContext<FaultsAt>(() => []);
export const FaultsProvider = FaultsContext.Provider;

export function useFaults(pointer: string): readonly string[] {
  return useContext(FaultsContext)(pointer);
}

/**
 * Sorts faults to the places of a form: each to the place that its pointer names, else to the nearest one around it.
 * What fits nowhere is at "".
 */
export function faultsAt(faults: readonly Fault[], places: readonly string[]): FaultsAt {
  const known = new Set(places);
  const sorted = new Map<string, string[]>();
  for (const { pointer, message } of faults) {
    let place = pointer;
    while (place !== '' && !known.has(place)) place = place.slice(0, Math.max(0, place.lastIndexOf('/')));
    const texts = sorted.get(place) ?? [];
    if (!texts.includes(message)) sorted.set(place, [...texts, message]);
  }
  return (pointer) => sorted.get(pointer) ?? [];
}

/** The faults of a place, below what is wrong; nothing where nothing is. */
export function FaultTexts({ id, pointer }: { id: string; pointer: string }) {
  const texts = useFaults(pointer);
  if (texts.length === 0) return null;
  return (
    <ul className="faults" id={id}>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
