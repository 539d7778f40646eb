import { useId, type ReactNode } from 'react';
import { FaultTexts, useFaults } from './faults';

/** What ties a control to its label and to what is wrong with it. */
export interface FieldProps {
  id: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

/**
 * A control with its label above it and its faults below.
 *
 * @param pointer the place in the definition that the control is about
 * @param hidden whether the label is for screen readers alone, where what stands around says it to the others
 */
export function Field({
  label,
  pointer,
  hidden = false,
  className = '',
  children,
}: {
  label: string;
  pointer: string;
  hidden?: boolean;
  className?: string;
  children: (props: FieldProps) => ReactNode;
}) {
  const id = useId();
  const faulty = useFaults(pointer).length > 0;
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id} className={hidden ? 'unseen' : undefined}>
        {label}
      </label>
      {children({
        id,
        'aria-invalid': faulty ? true : undefined,
        'aria-describedby': faulty ? `${id}-faults` : undefined,
      })}
      <FaultTexts id={`${id}-faults`} pointer={pointer} />
    </div>
  );
}
