import { useState } from 'react';
import { Popover } from '@mantine/core';
import type { Condition } from '#/engines/filter/filter.ts';
import { useText } from '#/platform/web/texts.ts';
import { fieldOf, fieldsOf } from '../definitions.tsx';
import type { FieldShape, TypeShape } from '../definitions.tsx';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';
import { operatorOf, questionsOf } from './operators.ts';
import type { Question } from './operators.ts';
import { ChooseDays } from './choose-days.tsx';
import { ChooseValues } from './choose-values.tsx';
import { TypeBounds } from './type-bounds.tsx';

/** Builds one condition by choosing: a field, what is asked of it, and the values. */
export function AddFilter(props: { type: TypeShape; asker: boolean; onAdd: (...conditions: Condition[]) => void }) {
  const { type, asker, onAdd } = props;
  const { t } = useText();
  const words = useWords();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState('state');
  const choices = fieldsOf(type).filter((field) => questionsOf(field).length > 0);
  const field = fieldOf(type, chosen);
  const add = (...conditions: Condition[]) => {
    onAdd(...conditions);
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" width={320} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="text-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="plus" size={14} />
          {t('filter.add')}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="filter-add" aria-label={t('filter.add')}>
        <label>
          <span>{t('filter.field')}</span>
          <select value={chosen} onChange={({ target }) => setChosen(target.value)} data-autofocus>
            {['state', ...choices.map(({ name }) => name)].map((name) => (
              <option key={name} value={name}>
                {words.label(type, name)}
              </option>
            ))}
          </select>
        </label>
        {field ? <Ask key={chosen} field={field} asker={asker} onAdd={add} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

export interface AskProps {
  field: FieldShape;
  /** Whether somebody asks, whom `me` and `my.groups` mean. */
  asker: boolean;
  onAdd(...conditions: Condition[]): void;
}

function Ask({ field, asker, onAdd }: AskProps) {
  const { t } = useText();
  const questions = questionsOf(field);
  const [question, setQuestion] = useState<Question>(questions[0] ?? 'any-of');
  return (
    <>
      {questions.length > 1 ? (
        <label>
          <span>{t('filter.question')}</span>
          <select value={question} onChange={({ target }) => setQuestion(target.value as Question)}>
            {questions.map((one) => (
              <option key={one} value={one}>
                {t(`filter.operator.${one}`)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <Answer key={question} question={question} field={field} asker={asker} onAdd={onAdd} />
    </>
  );
}

function Answer({ question, ...props }: AskProps & { question: Question }) {
  const { t } = useText();
  const { field, onAdd } = props;
  switch (question) {
    case 'any-of':
    case 'none-of':
      return <ChooseValues {...props} operator={question === 'any-of' ? 'in' : 'not in'} />;
    case 'last-days':
      return <ChooseDays field={field} onAdd={onAdd} />;
    case 'empty':
    case 'not-empty':
      return (
        <button
          type="button"
          className="quiet-button"
          onClick={() => onAdd({ kind: 'condition', field: field.name, operator: operatorOf[question], values: [] })}
        >
          {t('filter.add-this')}
        </button>
      );
    case 'has':
      return field.kind === 'refs' ? (
        <ChooseValues {...props} operator="has" />
      ) : (
        <TypeBounds field={field} operator="has" onAdd={onAdd} />
      );
    default:
      return <TypeBounds field={field} operator={operatorOf[question]} onAdd={onAdd} />;
  }
}
