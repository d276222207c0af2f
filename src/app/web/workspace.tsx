import '#/platform/web/theme.css';
import { createRoot } from 'react-dom/client';
import { startLive } from '#/platform/web/live.ts';
import { loadSession } from '#/platform/web/session.ts';
import { applyTheme } from '#/platform/web/theme.ts';
import { WorkspaceApp } from './workspace-app.tsx';
import { startWorkspaceTexts } from './workspace/language.ts';

applyTheme();
const { session } = await loadSession();
await startWorkspaceTexts(session?.person);
startLive('/events');

const root = document.getElementById('root');
if (root) createRoot(root).render(<WorkspaceApp />);
