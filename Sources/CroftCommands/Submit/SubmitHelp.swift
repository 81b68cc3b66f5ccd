/// The longer part of `croft submit --help`.
enum SubmitHelp {
  static let discussion = """
    The job is handed to the manager, which runs it whoever logs out, and its number is printed. With --wait, and with \
    --master local[N], which needs no manager, it is run from here: what each task prints is printed when it ends, \
    without mixing, and croft exits as the job ended. Ctrl-C cancels the job and waits for its end; again, it leaves \
    at once.

    Without inputs the command is one task. With inputs it is one task for each, and each task's command has these \
    replaced: {} the input, {.} without its extension, {/} without its directory, {//} its directory, {/.} without \
    both, {#} the task's number from 1, {%} its slot's; {1}, {2}, {1.} of several inputs; {name} of a table's column. \
    A command without any of them gets the input behind it, unless that is the index of an array. Behind the command, \
    ::: begins values, :::: files of them, and :::+ and ::::+ link them with the input before, as GNU parallel has it.

    A task finds in its environment, which is this shell's: CROFT_JOB, CROFT_TASK and CROFT_TASKS, CROFT_ATTEMPT (all \
    from 1), CROFT_SLOT, CROFT_INPUT, CROFT_ARRAY_INDEX, CROFT_STEP, CROFT_LOGICAL_TIME of a scheduled job, and the \
    columns of a table.

    A task that fails is tried again, three times if --retries says nothing else. The others go on, whatever \
    --max-failures allows. croft retry runs those that failed again, and no other.

    A file whose name ends in .toml is a job of several steps that wait for one another: croft-job(5).

    The exit status: 0 when all tasks succeeded, or the job was handed over; 1 when tasks failed; 2 when the job could \
    not be run, or what is printed not be written; 64 for a wrong option; 129, 130, 141 and 143 when a signal, Ctrl-C, \
    the end of its reader or croft cancel ended it.

    With --json: {"job": NUMBER}; with --wait job, name, end (succeeded, tasksFailed, failed or signalled), \
    exitStatus, tasks (total, succeeded, failed), seconds, cpuSeconds and problem.

    EXAMPLES:
      Compress files, eight at once:
        croft submit --max-running 8 -- gzip -9 {} ::: *.log
      Each line of a file is an input; what they print, in their order:
        croft submit --over urls.txt --wait --ordered -- curl -fsS {}
      A thousand simulations, of which each may have two cores and 4 GB:
        croft submit --array 1-1000 --cores 2 --memory 4G -- ./simulate --seed {}
      A pipe, its output in a file for each task:
        croft submit --over 'data/*.gz' --output 'out/{/.}.txt' --shell 'zcat {} | sort | uniq -c'
      A Python script over the rows of a table, each again at most once, for ten minutes at most:
        croft submit --csv runs.csv --retries 1 --timeout 10min --python fit.py -- --alpha {alpha} --out {name}.json
      Without a manager:
        croft submit --master 'local[4]' -- convert {} {.}.png ::: *.jpg
      The steps of a job file:
        croft submit nightly.toml --set day=monday
    """
}
