-- Most texts have few of the signs that are no letters: after the usual ones of them (they come first) it is looked whether
-- any is left. What comes out is the same.
-- safe: one line of a function is written anew; what it gives does not change
do $do$
declare
  was constant text := $f$loop t := replace(t, substr(signs, n, 1), ' '); end loop;$f$;
  is_now constant text := $f$loop
    exit when n % 4 = 1 and t collate "C" !~ E'[\\t\\n\\r!-/:-@\\[-`{-~]';
    t := replace(t, substr(signs, n, 1), ' ');
  end loop;$f$;
  body constant text := pg_get_functiondef('mainstay_words(text)'::regprocedure);
begin
  if position(was in body) = 0 then raise exception 'mainstay_words is not as it was written'; end if;
  execute replace(body, was, is_now);
end $do$;

-- A text of ASCII alone needs none of what is prepared for other letters.
-- safe: the frame of a function is written anew; what it gives does not change
do $do$
declare
  body text := pg_get_functiondef('mainstay_fold(text)'::regprocedure);
  was constant text := E'declare\n  accents';
  is_now constant text := E'begin\n  if octet_length(value) = length(value) then return lower(value collate "C"); end if;\ndeclare\n  accents';
begin
  if position(was in body) = 0 then raise exception 'mainstay_fold is not as it was written'; end if;
  body := replace(body, was, is_now);
  execute regexp_replace(body, 'end ?\$function\$\s*$', 'end; end $function$');
end $do$;
