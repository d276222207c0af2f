import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { useWords } from '#/record/web/words.ts';
import { clockKinds } from '../shared/clock-policy.ts';
import type { ClockKind, Target } from '../shared/clock-policy.ts';
import { TargetCell } from './target-cell.tsx';
import './policy-editors.css';

const priorities = [1, 2, 3, 4, 5];

/** What is promised: a row a priority, a column a clock. An empty cell promises nothing. */
export const Editor: ShapeEditor = ({ field, value, errors, onChange }) => {
  const { t } = useText();
  const words = useWords();
  const targets = Array.isArray(value) ? (value as Target[]) : [];
  const put = (priority: number, clock: ClockKind, target: Target | null) => {
    const others = targets.filter((one) => !(one.priority === priority && one.clock === clock));
    const next = target ? [...others, target] : others;
    onChange(
      next.toSorted((a, b) => a.priority - b.priority || clockKinds.indexOf(a.clock) - clockKinds.indexOf(b.clock)),
    );
  };
  return (
    <fieldset className="targets">
      <legend>{field.label}</legend>
      {errors[field.name] ? <p className="admin-problem">{errors[field.name]}</p> : null}
      <div className="admin-scroll" role="group" aria-label={field.label} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('admin.targets.priority')}</th>
              {clockKinds.map((clock) => (
                <th key={clock} scope="col">
                  {t(`admin.clock.${clock}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {priorities.map((priority) => (
              <tr key={priority}>
                <th scope="row">{words.level('priority', priority)}</th>
                {clockKinds.map((clock) => (
                  <td key={clock}>
                    <TargetCell
                      name={`${words.level('priority', priority)}, ${t(`admin.clock.${clock}`)}`}
                      target={targets.find((one) => one.priority === priority && one.clock === clock)}
                      onChange={(part) => put(priority, clock, part && { priority, clock, ...part })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="admin-none">{t('admin.targets.why')}</p>
    </fieldset>
  );
};
