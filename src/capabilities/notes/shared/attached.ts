import { tags } from '#/record/shared/field.ts';

/**
 * Input of a step that says something: ids of files that the author attached to the record while they wrote, and that
 * go with the message. Nobody types them; forms show what is attached in their own way.
 */
export const attachedFiles = tags({ max: 20, shape: 'attached-files' });
