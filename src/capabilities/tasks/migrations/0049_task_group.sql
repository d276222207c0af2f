-- A task may wait for a group until somebody in it takes it up; a version tells two people at one task apart.
alter table task add column version int not null default 1;
alter table task add column support_group uuid references support_group (id);
alter table task add constraint task_whose check (assignee is null or support_group is null);

-- Removing a group asks whether a task still names it.
create index task_group on task (support_group) where support_group is not null;
