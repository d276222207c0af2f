import { useText } from '#/platform/web/texts.ts';
import type { Suggestion } from './use-completion.ts';

/** What may be meant, below the field: chosen with the arrows and Enter, or pressed. */
export function CompletionList(props: {
  id: string;
  suggestions: readonly Suggestion[];
  at: number | null;
  onTake(suggestion: Suggestion): void;
}) {
  const { t } = useText();
  const { id, suggestions, at, onTake } = props;
  return (
    <div id={id} role="listbox" aria-label={t('filter.suggestions')} className="filter-suggestions">
      {suggestions.map((suggestion, nth) => (
        <div
          key={suggestion.text}
          id={`${id}-${nth}`}
          role="option"
          tabIndex={-1}
          aria-selected={nth === at}
          // Before the field loses the cursor, which would apply what is typed so far.
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(suggestion);
          }}
        >
          <code>{suggestion.text}</code>
          {suggestion.label === suggestion.text ? null : <span>{suggestion.label}</span>}
        </div>
      ))}
    </div>
  );
}
