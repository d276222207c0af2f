import { createContext, lazy, Suspense, use, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { isPicture } from '#/capabilities/attachments/shared/attachment.ts';
import type { ShownAttachment } from '#/capabilities/attachments/shared/attachment.ts';

// Most people only read: what shows a picture large comes with the first one that is pressed.
const Lightbox = lazy(async () => ({ default: (await import('./lightbox.tsx')).Lightbox }));

/** Where a face reads files: the workspace, or the portal. */
export type FilesRoot = '/attachments' | '/portal/attachments';

interface Shown {
  root: FilesRoot;
  /** Shows a picture large, by its id. */
  show(id: string): void;
}

const GalleryContext = createContext<Shown | null>(null);

/** The gallery around; pictures stand in none but by mistake. */
export function useGallery(): Shown {
  const gallery = use(GalleryContext);
  if (!gallery) throw new Error('no gallery around');
  return gallery;
}

/** Around a conversation: the pictures of all its messages, in their order, can be looked through one after the other. */
export function Gallery(props: { files: readonly ShownAttachment[]; root: FilesRoot; children: ReactNode }) {
  const { files, root, children } = props;
  const [open, setOpen] = useState<string | null>(null);
  const shown = useMemo(() => ({ root, show: setOpen }), [root]);
  const pictures = files.filter((file) => isPicture(file));
  return (
    <GalleryContext value={shown}>
      {children}
      {open === null ? null : (
        <Suspense>
          <Lightbox pictures={pictures} shown={open} root={root} onShow={setOpen} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </GalleryContext>
  );
}
