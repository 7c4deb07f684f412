/** A Slurm of one's own on this machine: controller and one node of four processors, as the present user, everything in a temporary folder. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

/** What is not installed of what it takes; empty where nothing is missing. */
export const missingOfSlurm = (): string[] => ['munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol'].filter((name) => spawnSync('which', [name], { env: { ...process.env, PATH } }).status !== 0);

/** Two ports that nobody listens on. */
async function freePorts(): Promise<number[]> {
  const servers = await Promise.all([0, 0].map(() => new Promise<ReturnType<typeof createServer>>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** How a job stands, in the words of `scontrol show job`. */
export interface JobState {
  readonly state: string;
  readonly exitCode: string;
  readonly restarts: number;
}

/**
 * Ends the jobs, then the daemons whose numbers it was told, and removes the folder, as soon as the other end of its input closes: at `stop`, or when
 * the test is killed. Jobs go first, since what watches them outlives the daemons.
 */
const GUARD = `
pids=$(cat)
timeout 5 scancel --full --signal=KILL --user "$2"
timeout 5 scancel --user "$2"
for _ in $(seq 100); do [ -n "$(timeout 5 squeue -h)" ] || break; sleep 0.1; done
kill $pids
for _ in $(seq 50); do kill -0 $pids || break; sleep 0.1; done
kill -KILL $pids
rm -rf "$1"`;

export class Slurm {
  readonly env: NodeJS.ProcessEnv;
  private readonly guard: ChildProcess;

  private constructor(readonly dir: string) {
    this.env = { ...process.env, PATH, SLURM_CONF: path.join(dir, 'slurm.conf'), NO_COLOR: '1' };
    this.guard = spawn('bash', ['-c', GUARD, 'guard', dir, userInfo().username], { detached: true, env: this.env, stdio: ['pipe', 'ignore', 'ignore'] });
  }

  /** A folder to submit jobs from, which goes with it. */
  get jobs(): string {
    return path.join(this.dir, 'jobs');
  }

  static async start(): Promise<Slurm> {
    const slurm = new Slurm(mkdtempSync(path.join(tmpdir(), 'spinmotive-slurm-')));
    try {
      await slurm.begin();
      return slurm;
    } catch (error) {
      await slurm.stop();
      throw error;
    }
  }

  private async begin(): Promise<void> {
    const { dir } = this;
    const [controller, node] = await freePorts();
    const [user, host] = [userInfo().username, hostname().split('.')[0]];
    for (const name of ['run', 'state', 'spool', 'jobs']) mkdirSync(path.join(dir, name));
    // munge lets nobody in whose way to its socket is closed.
    chmodSync(dir, 0o755);
    writeFileSync(path.join(dir, 'munge.key'), randomBytes(1024), { mode: 0o600 });
    // Containers let nobody make control groups. Slurm can do without them from 23.11 on; before that, this plugin asks for none until it is used.
    const version = Number(/(\d+\.\d+)/.exec(this.run('slurmd', '-V'))?.[1]);
    writeFileSync(path.join(dir, 'cgroup.conf'), `CgroupPlugin=${version >= 23.11 ? 'disabled' : 'cgroup/v1'}\n`);
    writeFileSync(path.join(dir, 'slurm.conf'), `ClusterName=spinmotive
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${dir}/run/munge.socket,cred_expire=5
SlurmctldPort=${controller}
SlurmdPort=${node}
StateSaveLocation=${dir}/state
SlurmdSpoolDir=${dir}/spool
SlurmctldPidFile=${dir}/run/slurmctld.pid
SlurmdPidFile=${dir}/run/slurmd.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobRequeue=1
MinJobAge=86400
KillWait=10
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1
SlurmdParameters=config_overrides
NodeName=${host} NodeAddr=127.0.0.1 CPUs=4
PartitionName=main Nodes=ALL Default=YES State=UP
`);
    const at = (name: string): string => path.join(dir, 'run', name);
    this.daemon('munged', '--foreground', '--force', `--key-file=${dir}/munge.key`, `--socket=${at('munge.socket')}`, `--pid-file=${at('munged.pid')}`, `--log-file=${dir}/munged.log`, `--seed-file=${at('munged.seed')}`);
    await this.until('munged answers', () => this.ask('munge', '-S', at('munge.socket'), '-n') !== '');
    this.daemon('slurmctld', '-D', '-L', path.join(dir, 'slurmctld.log'));
    this.daemon('slurmd', '-D', '-N', host, '-L', path.join(dir, 'slurmd.log'));
    await this.until('the node is idle', () => this.ask('sinfo', '-h', '-o', '%T') === 'idle');
  }

  private daemon(name: string, ...argv: string[]): void {
    // In a group of its own, so that Ctrl-C leaves it to the guard.
    const { pid } = spawn(name, argv, { detached: true, env: this.env, stdio: 'ignore' });
    this.guard.stdin!.write(`${pid}\n`);
  }

  /** What a program says, nothing where it fails: Slurm's wait long for a controller that is not there. */
  private ask(name: string, ...argv: string[]): string {
    return spawnSync(name, argv, { env: this.env, timeout: 5000 }).stdout?.toString().trim() ?? '';
  }

  run(name: string, ...argv: string[]): string {
    return execFileSync(name, argv, { env: this.env, stdio: 'pipe' }).toString().trim();
  }

  /** Submits and gives the job's number. @param cwd where it is submitted from, and where its output comes to lie */
  submit(cwd: string, argv: readonly string[], env: Record<string, string>): string {
    return execFileSync('sbatch', ['--parsable', ...argv], { cwd, env: { ...this.env, ...env }, stdio: 'pipe' }).toString().trim();
  }

  job(id: string): JobState {
    const text = this.run('scontrol', 'show', 'job', id);
    const field = (name: string): string => new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1] ?? '';
    return { state: field('JobState'), exitCode: field('ExitCode'), restarts: Number(field('Restarts')) };
  }

  /** Until none of its jobs waits, runs or is being ended. */
  async allOver(): Promise<void> {
    await this.until('no job is left', () => this.run('squeue', '-h') === '');
  }

  /** @throws with what daemons and jobs said last, where it takes longer than `seconds` */
  async until(what: string, holds: () => boolean, seconds = 300): Promise<void> {
    for (const began = performance.now(); performance.now() - began < 1e3 * seconds; await sleep(100)) if (holds()) return;
    throw new Error(`waited ${seconds} s until ${what}\n${this.account()}`);
  }

  /** What there is to say of a test that does not go as it should. */
  account(): string {
    const outputs = existsSync(this.jobs) ? readdirSync(this.jobs).filter((name) => name.endsWith('.out')).map((name) => path.join('jobs', name)) : [];
    return [...['munged.log', 'slurmctld.log', 'slurmd.log', ...outputs].map((name) => this.lastLines(name)), this.ask('squeue')].join('\n');
  }

  private lastLines(name: string): string {
    const file = path.join(this.dir, name);
    return existsSync(file) ? `${name}: ${readFileSync(file, 'utf8').split('\n').slice(-12).join('\n')}` : `${name}: not there`;
  }

  async stop(): Promise<void> {
    const ended = once(this.guard, 'exit');
    this.guard.stdin!.end();
    await ended;
  }
}
