import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';
import { useWords } from '#/record/web/words.ts';

const largest = 5;
const levels = Array.from({ length: largest }, (_, at) => at + 1);

/** The priority matrix as the grid that it is: impact down, urgency across, a priority in each cell. */
export const Editor: ShapeEditor = ({ field, value, errors, onChange }) => {
  const { t } = useText();
  const words = useWords();
  const cells = Array.isArray(value) ? (value as number[][]) : [[3]];
  const rows = cells.length;
  const columns = cells[0]?.length ?? 1;
  const error = errors[field.name];
  const resize = (toRows: number, toColumns: number) =>
    onChange(
      Array.from({ length: toRows }, (_, row) =>
        Array.from({ length: toColumns }, (__, column) => {
          // A new cell goes on from its neighbour: the least that was there, one less urgent.
          const near = cells[Math.min(row, rows - 1)]?.[Math.min(column, columns - 1)] ?? 3;
          return cells[row]?.[column] ?? Math.min(largest, near + 1);
        }),
      ),
    );
  const priorityAt = (impact: number, urgency: number) => cells[impact - 1]?.[urgency - 1] ?? largest;
  const put = (impact: number, urgency: number, priority: number) =>
    onChange(cells.map((line, row) => (row === impact - 1 ? line.with(urgency - 1, priority) : line)));
  return (
    <fieldset className="matrix">
      <legend>{field.label}</legend>
      <div className="matrix-size">
        <Size label={t('admin.matrix.rows')} value={rows} onChange={(next) => resize(next, columns)} />
        <Size label={t('admin.matrix.columns')} value={columns} onChange={(next) => resize(rows, next)} />
      </div>
      <div className="admin-scroll" role="group" aria-label={field.label} tabIndex={0}>
        <table aria-describedby={error ? 'matrix-problem' : undefined}>
          <thead>
            <tr>
              <td>
                {t('admin.matrix.impact')} ↓ / {t('admin.matrix.urgency')} →
              </td>
              {levels.slice(0, columns).map((urgency) => (
                <th key={urgency} scope="col">
                  {words.level('urgency', urgency)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {levels.slice(0, rows).map((impact) => (
              <tr key={impact}>
                <th scope="row">{words.level('impact', impact)}</th>
                {levels.slice(0, columns).map((urgency) => (
                  <td key={urgency} data-priority={priorityAt(impact, urgency)}>
                    <select
                      aria-label={t('admin.matrix.cell', {
                        impact: words.level('impact', impact),
                        urgency: words.level('urgency', urgency),
                      })}
                      value={priorityAt(impact, urgency)}
                      onChange={({ target }) => put(impact, urgency, Number(target.value))}
                    >
                      {levels.map((level) => (
                        <option key={level} value={level}>
                          {words.level('priority', level)}
                        </option>
                      ))}
                    </select>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {error ? (
        <p id="matrix-problem" className="admin-problem">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
};

function Size({ label, value, onChange }: { label: string; value: number; onChange(value: number): void }) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChange(Number(target.value))}>
        {levels.map((level) => (
          <option key={level} value={level}>
            {level}
          </option>
        ))}
      </select>
    </label>
  );
}
