import { get } from '#/platform/web/api.ts';

interface Told {
  entries: readonly { actor: { name: string | null }; changes?: Readonly<Record<string, unknown>> }[];
}

/** Who gave a field the value that it has, as the newest changes tell it; null where they do not. */
export async function whoChanged(id: string, field: string): Promise<string | null> {
  // What customers call their own is kept under one name.
  const [name = ''] = field.split('.');
  const told = await get<Told>(`/items/${id}/timeline`, { limit: 60 }).catch(() => null);
  return told?.entries.find(({ changes }) => changes && name in changes)?.actor.name ?? null;
}
