import { useQuery } from '@tanstack/react-query';
import { useText } from '#/platform/web/texts.ts';
import { partInWords, readFilter } from '#/record/web/filter/read-filter.ts';
import { useWords } from '#/record/web/words.ts';
import { namesInFilter } from './names-in-filters.ts';
import { useAbout } from './use-about.ts';
import './filter-text.css';

/** A kept filter for reading: in the words of the filter bar's chips, with names behind its ids. */
export function Condition({ kind, text }: { kind: string; text: string }) {
  const { t } = useText();
  const words = useWords();
  const { type } = useAbout(kind);
  const { data: names = {}, isPending } = useQuery({
    queryKey: ['filter-names', kind, text],
    enabled: text.trim() !== '',
    staleTime: 60_000,
    queryFn: () => namesInFilter(kind, text),
  });
  if (text.trim() === '') return <span className="condition-none">{t('admin.filter.every')}</span>;
  const read = type && readFilter(type, text);
  // Fields that customers added are not known here: the text itself says most then.
  if (read && !read.ok) return <code>{text}</code>;
  if (!type || !read || isPending) return <>…</>;
  const said = read.parts.map((part) => partInWords(part, type, names, words, t)).join(' · ');
  return <span title={said}>{said}</span>;
}
