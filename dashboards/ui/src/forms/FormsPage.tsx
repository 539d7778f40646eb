import { Link } from '../address/Link';
import { onPage, type View } from '../address/view';
import { useForms } from '../api/reports';
import type { FormFigures } from '../api/types';
import type { PageProps } from '../Pages';
import { Empty, Loaded, Skeleton } from '../view/State';
import { Table } from '../view/Table';
import { useTitle } from '../view/title';
import './forms.css';
import { count, duration, moment, percent } from '../words/format';
import { messages } from '../words/messages';
import { fieldName, formKey, formName, formSentence, formsSentence, reasonsText } from './sentences';

const words = messages.forms;
const none = messages.report.nothing;

/** Which forms are left without being sent, and at which field. What was entered is never known. */
export default function FormsPage({ site, view, range }: PageProps) {
  useTitle(messages.pages.names.forms, site.site);
  const answer = useForms(site.site, range, view);
  return (
    <>
      <h1>{words.title}</h1>
      <Loaded answer={answer} skeleton={<Skeleton heights={[48, 260, 260]} />}>
        {(report) =>
          report.forms.length === 0 ? (
            <Empty as="h2" title={words.noForms} hint={words.noFormsHint} />
          ) : (
            <div className="forms" aria-busy={answer.isPlaceholderData}>
              <div className="lead">
                <p className="answer" data-figure="forms.sentence">
                  {formsSentence(report)}
                </p>
                <p className="hint">
                  {messages.live.asOf(moment(report.as_of, site.time_zone))}. {words.never}
                </p>
              </div>
              {report.forms.map((form) => (
                <Form key={formKey(form)} form={form} view={view} />
              ))}
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function Form({ form, view }: { form: FormFigures; view: View }) {
  const key = formKey(form);
  const scale = Math.max(0.01, ...form.fields.map(({ last_share: share }) => share)) * 1.05;
  return (
    <section className="panel" aria-labelledby={`form-${key}`}>
      <div className="panel-head">
        <h2 id={`form-${key}`}>{formName(form)}</h2>
        <Link to={{ ...onPage(view, 'links'), path: form.page }}>{form.page}</Link>
      </div>
      <p className="answer" data-figure={`form.${key}.sentence`}>
        {formSentence(form)}
      </p>
      {form.fields.length > 0 && (
        <Table
          label={messages.tableOf(formName(form))}
          className="breakdown"
          columns={[
            words.field,
            words.touched,
            { name: words.last, className: 'rate' },
            words.errors,
            words.median,
          ]}
        >
          {form.fields.map((field) => {
            const figure = (of: string) => `form.${key}.${field.field}.${of}`;
            return (
              <tr key={field.field}>
                <th scope="row" className={field.field === '' ? 'unnamed' : undefined}>
                  {fieldName(field.field)}
                </th>
                <td data-figure={figure('touched')}>{count(field.touched)}</td>
                <td className="rate">
                  <span className="rate-figures">
                    <span data-figure={figure('last')}>{count(field.last)}</span>
                    <small data-figure={figure('share')}>
                      {form.told === 0 ? none : percent(field.last_share)}
                    </small>
                  </span>
                  <svg className="rate-bar" height="14" aria-hidden="true">
                    <rect
                      className="rate-lost"
                      x="0"
                      y="2"
                      height="10"
                      width={`${(field.last_share / scale) * 100}%`}
                    />
                  </svg>
                </td>
                <td className={field.errors > 0 ? 'trouble' : undefined}>
                  <span data-figure={figure('errors')}>{count(field.errors)}</span>
                  {field.reasons.length > 0 && (
                    <small className="below reasons" data-figure={figure('reasons')}>
                      {reasonsText(field)}
                    </small>
                  )}
                </td>
                <td data-figure={figure('seconds')}>
                  {field.median_seconds === null ? none : duration(field.median_seconds)}
                </td>
              </tr>
            );
          })}
          {form.other_fields > 0 && (
            <tr>
              <th scope="row" className="unnamed">
                {words.otherFields(count(form.other_fields), form.other_fields === 1)}
              </th>
              <td colSpan={4} />
            </tr>
          )}
        </Table>
      )}
    </section>
  );
}
