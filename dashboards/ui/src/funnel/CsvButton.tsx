import { useMutation } from '@tanstack/react-query';
import { useHttp } from '../api/queries';
import type { ProblemError } from '../api/problem';
import { ProblemNote } from '../view/State';
import { messages } from '../words/messages';
import { askCsv, type More, type Part, type Question } from './queries';

/**
 * Saves a report as comma-separated values. It is fetched and handed over as a file, since a plain link would have to
 * carry the token.
 */
export function CsvButton({
  part,
  question,
  more,
  name,
}: {
  part: Part;
  question: Question;
  more: More;
  /** Of the file, without its ending. */
  name: string;
}) {
  const http = useHttp();
  const save = useMutation<undefined, ProblemError>({
    mutationFn: async () => {
      const address = URL.createObjectURL(await askCsv(http, part, question, more));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${name}.csv`;
      link.click();
      URL.revokeObjectURL(address);
      return undefined;
    },
  });
  return (
    <>
      <button type="button" className="quiet" disabled={save.isPending} onClick={() => save.mutate()}>
        {messages.report.csv}
      </button>
      {save.error !== null && <ProblemNote problem={save.error} />}
    </>
  );
}
