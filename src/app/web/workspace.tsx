import '#/platform/web/theme.css';
import { createRoot } from 'react-dom/client';
import { WorkspaceApp } from '#/app/web/workspace-app.tsx';
import { startLive } from '#/platform/web/live.ts';
import { loadSession } from '#/platform/web/session.ts';
import { languageOf, startTexts } from '#/platform/web/texts.ts';
import { applyTheme } from '#/platform/web/theme.ts';

applyTheme();
const { session } = await loadSession();
await startTexts(languageOf(session?.person.language));
startLive('/events');

const root = document.getElementById('root');
if (root) createRoot(root).render(<WorkspaceApp />);
