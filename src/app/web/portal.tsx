import '#/platform/web/theme.css';
import '#/processes/functions/service-desk/web/portal.css';
import { createRoot } from 'react-dom/client';
import { attachmentTexts } from '#/capabilities/attachments/web/texts.ts';
import { startLive } from '#/platform/web/live.ts';
import { loadSession } from '#/platform/web/session.ts';
import { startTexts } from '#/platform/web/texts.ts';
import { applyTheme } from '#/platform/web/theme.ts';
import { PortalApp } from '#/processes/functions/service-desk/web/app.tsx';
import { languageFor, portalTexts } from '#/processes/functions/service-desk/web/shell/language.ts';

applyTheme();
const { session } = await loadSession();
await startTexts(languageFor(session?.person), [portalTexts, attachmentTexts]);
startLive('/portal/events');

const root = document.getElementById('root');
if (root) createRoot(root).render(<PortalApp />);
