-- In whose alphabet lists of people's words are sorted: by ICU, where the server has it; else as the database compares
-- text, as before. Under names of ours, so that a statement is the same on every server. No index is in either order.
do $$
begin
  if exists (select from pg_collation where collname = 'sk-x-icu' and collnamespace = 'pg_catalog'::regnamespace) then
    create collation mainstay_en (provider = icu, locale = 'en');
    create collation mainstay_sk (provider = icu, locale = 'sk');
  else
    create collation mainstay_en from pg_catalog."C";
    create collation mainstay_sk from pg_catalog."C";
  end if;
end $$;
