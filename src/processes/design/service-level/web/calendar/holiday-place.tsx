import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { get } from '#/platform/web/api.ts';
import { useText } from '#/platform/web/texts.ts';
import type { ShapeEditor } from '#/record/web/form/field-input.tsx';

interface Place {
  code: string;
  name: string;
}

function usePlaces(country: string | null) {
  const { language } = useText();
  return useQuery({
    queryKey: ['holiday-places', country, language],
    enabled: country !== '',
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await get<{ rows: Place[] }>('/holidays/places', { country }, signal)).rows,
  });
}

/** Whose public holidays are proposed: a country, or a region of it. */
export const Editor: ShapeEditor = ({ field, value, errors, onChange }) => {
  const { t } = useText();
  const code = typeof value === 'string' ? value : '';
  const country = code.split('-')[0] ?? '';
  const { data: countries = [] } = usePlaces(null);
  const { data: regions = [] } = usePlaces(country);
  const listed = (places: readonly Place[], none: string) => [
    { value: '', label: none },
    ...places.map((place) => ({ value: place.code, label: place.name })),
  ];
  return (
    <div className="calendar-place">
      <NativeSelect
        size="xs"
        label={field.label}
        error={errors[field.name]}
        value={country}
        data={listed(countries, t('record.pick-none'))}
        onChange={({ target }) => onChange(target.value || null)}
      />
      {regions.length > 0 ? (
        <NativeSelect
          size="xs"
          label={t('admin.calendar.region')}
          value={code.includes('-') ? code : ''}
          data={listed(regions, t('admin.calendar.whole-country'))}
          onChange={({ target }) => onChange(target.value || country)}
        />
      ) : null}
    </div>
  );
};
