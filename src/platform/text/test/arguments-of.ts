import { IntlMessageFormat } from 'intl-messageformat';

/** The arguments that an ICU message asks for, in order. */
export function argumentsOf(text: string, language: string): string[] {
  const names = new Set<string>();
  const visit = (parts: unknown): void => {
    if (Array.isArray(parts)) for (const part of parts) visit(part);
    else if (parts !== null && typeof parts === 'object') {
      const { type, value } = parts as { type?: number; value?: string };
      // Types 1 to 6 of the ICU syntax tree are arguments of all kinds.
      if (typeof type === 'number' && type >= 1 && type <= 6 && typeof value === 'string') names.add(value);
      for (const inner of Object.values(parts)) visit(inner);
    }
  };
  visit(new IntlMessageFormat(text, language).getAst());
  return [...names].toSorted();
}
