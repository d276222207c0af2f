import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { extensionOf } from './name.ts';

/** The type under which anything is served that a browser or a system might run. */
export const opaque = 'application/octet-stream';

/** What a browser shows as a page, or a system starts: kept, and never served as what it is. */
const dangerous = new Set(
  (
    'html htm xhtml xht shtml mht mhtml svg svgz xml xsl xslt js mjs cjs jse ts css swf jar class exe dll com scr msi ' +
    'msix bat cmd ps1 psm1 vbs vbe wsf wsh hta lnk url reg cpl inf sh bash zsh py pl rb php phtml asp aspx jsp htaccess ' +
    'apk app dmg pkg deb rpm elf so dylib appimage wasm iso img vhd chm hlp scf desktop'
  ).split(' '),
);

const dangerousTypes =
  /(html|svg|xml|javascript|ecmascript|executable|msdownload|x-elf|mach-binary|java-|wasm|shellscript|flash|x-msi|dmg|apk)/;

/** Texts have no signature: by extension, after a look that there is neither markup nor binary in them. */
const texts: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/plain',
  ini: 'text/plain',
  conf: 'text/plain',
  yml: 'text/plain',
  yaml: 'text/plain',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  eml: 'text/plain',
  ics: 'text/calendar',
  vcf: 'text/vcard',
};

/** Extensions that the same bytes may rightly have. */
const same: readonly (readonly string[])[] = [
  ['jpg', 'jpeg', 'jpe', 'jfif'],
  ['png', 'apng'],
  ['tif', 'tiff'],
  ['zip', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'kmz', 'vsdx', 'epub'],
  ['cfb', 'doc', 'xls', 'ppt', 'msg', 'vsd', 'mpp', 'db'],
  ['mp4', 'm4v', 'mov', 'm4a'],
  ['gz', 'tgz'],
  ['heic', 'heif'],
  ['asf', 'wmv', 'wma'],
];

/** What is told apart for its use alone: a moving PNG is one, and every browser shows it as one. */
const served: Readonly<Record<string, string>> = { apng: 'image/png' };

/**
 * The media type that a kept file is served under, by its content and its name together: what the bytes are, where
 * the name says the same. Anything that could run, and anything whose name says something else than its bytes, is
 * `application/octet-stream` (ASVS 5.0, V5).
 */
export async function mediaTypeOf(path: string, name: string): Promise<string> {
  const extension = extensionOf(name);
  if (dangerous.has(extension)) return opaque;
  const sniffed = await fileTypeFromFile(path);
  if (sniffed) {
    if (dangerous.has(sniffed.ext) || dangerousTypes.test(sniffed.mime)) return opaque;
    return agrees(sniffed.ext, extension) ? (served[sniffed.ext] ?? sniffed.mime) : opaque;
  }
  const type = texts[extension];
  return type !== undefined && (await isPlainText(path)) ? type : opaque;
}

function agrees(sniffed: string, extension: string): boolean {
  if (sniffed === extension) return true;
  return same.some((set) => set.includes(sniffed) && set.includes(extension));
}

async function isPlainText(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(8192), 0, 8192, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.includes(0)) return false;
    return !/<\s*(!doctype|html|script|svg|head|body|iframe|object|embed|\?xml|%|\?php)/i.test(head.toString('latin1'));
  } finally {
    await file.close();
  }
}
