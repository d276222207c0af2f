import { totalmem } from 'node:os';

const mib = 1024 * 1024;

/**
 * The server's settings, written to a file that its postgresql.conf includes at each start. What an administrator sets
 * with ALTER SYSTEM wins over them.
 * @param durable false only for clusters that tests throw away: a crash of the machine may lose or damage them.
 * @param sockets folder for the server's socket, which costs half of what the network of the machine with itself does;
 *   empty for none
 */
export function serverSettings(durable: boolean, sockets: string, memory = availableMemory()): Record<string, string> {
  const buffers = durable ? clamp(memory / 8, 64 * mib, 2048 * mib) : 64 * mib;
  return {
    max_connections: '100',
    shared_buffers: megabytes(buffers),
    effective_cache_size: megabytes(clamp(memory / 2, 256 * mib, 32_768 * mib)),
    work_mem: '16MB',
    maintenance_work_mem: megabytes(clamp(memory / 32, 64 * mib, 512 * mib)),
    // Durable means: an acknowledged write outlives a crash of the machine.
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    // What an online backup needs.
    wal_level: 'replica',
    archive_mode: 'off',
    max_wal_senders: '4',
    max_replication_slots: '8',
    // Fewer checkpoints cost recovery time after a crash (about a second per 100 MB) and save full page images.
    checkpoint_timeout: '10min',
    max_wal_size: durable ? '2GB' : '512MB',
    min_wal_size: '80MB',
    // Compiling a query takes longer than the short queries that this product makes.
    jit: 'off',
    // Solid state disks, or everything in memory.
    random_page_cost: '1.1',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: sockets,
    password_encryption: 'scram-sha-256',
    // No locale of the machine's own, which an upgrade of its C library could change under the indexes.
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_line_prefix: '%m [%p] %q%u@%d ',
    log_checkpoints: 'off',
    log_lock_waits: 'on',
    // Statements hold what people wrote; the error says which of ours it was, and our own log has the rest.
    log_min_error_statement: 'panic',
  };
}

/** The text of the settings file. */
export function settingsFile(settings: Record<string, string>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  return `# Written by Mainstay at each start. Use ALTER SYSTEM for settings of your own: they win over these.\n${lines.join('\n')}\n`;
}

/** In a container less than the machine has. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / mib)}MB`;
}
