const pad = (part: number) => String(part).padStart(2, '0');

/** An ISO instant as a `datetime-local` input shows it, in the browser's zone. */
export function toLocal(instant: string): string {
  const at = new Date(instant);
  if (instant === '' || Number.isNaN(at.getTime())) return '';
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** The instant that a `datetime-local` input means; null when it is empty. */
export function fromLocal(local: string): string | null {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
