/**
 * Puts a text into the clipboard; false where the browser does not let us. `navigator.clipboard` is missing on plain
 * http, which small desks run on: there the text is copied the old way, as a selection.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text).then(() => true);
  } catch {
    // Without the right to the clipboard a selection may still be copied.
  }
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.ariaHidden = 'true';
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
