import type { ReactNode } from 'react';

/** A column's name; with a class where it is not one of figures; false where there is none this time. */
export type Column = string | { name: string; className: string } | false;

/** A table in a box that scrolls by itself, with the keyboard too, where the table is wider than its place. */
export function Table({
  label,
  caption,
  className,
  columns,
  children,
}: {
  /** What the box is called. */
  label: string;
  caption?: ReactNode;
  className?: string;
  columns: readonly Column[];
  /** The rows. */
  children: ReactNode;
}) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table className={className}>
        {caption}
        <thead>
          <tr>
            {columns.map((column, at) => {
              if (column === false) return null;
              const { name, className: kind } =
                typeof column === 'string' ? { name: column, className: undefined } : column;
              return (
                <th key={at} scope="col" className={kind}>
                  {name}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
