// The part of MPI that lotwise uses. MPI's constants are macros that Swift cannot see, and some of them differ from one MPI to the next:
// here they have functions. Nothing here waits for another process, but for beginning and ending; a failure inside MPI ends the whole run,
// as MPI does when nobody says otherwise.
#include <mpi.h>

// What was begun and is not known to be done.
typedef struct {
  MPI_Request request;
} mpi_work;

// True if threads may call MPI, one at a time.
static inline int mpi_begin(void) {
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  return provided >= MPI_THREAD_SERIALIZED;
}

static inline void mpi_end(void) { MPI_Finalize(); }

static inline void mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

static inline int mpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static inline int mpi_count(void) {
  int count = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

static inline mpi_work mpi_send(const void *bytes, int count, int to, int tag) {
  mpi_work work;
  MPI_Isend(bytes, count, MPI_BYTE, to, tag, MPI_COMM_WORLD, &work.request);
  return work;
}

static inline mpi_work mpi_receive(void *bytes, int count, int from, int tag) {
  mpi_work work;
  MPI_Irecv(bytes, count, MPI_BYTE, from, tag, MPI_COMM_WORLD, &work.request);
  return work;
}

// Rank 0's bytes, to everybody.
static inline mpi_work mpi_spread(void *bytes, int count) {
  mpi_work work;
  MPI_Ibcast(bytes, count, MPI_BYTE, 0, MPI_COMM_WORLD, &work.request);
  return work;
}

// As many bytes of each, to everybody.
static inline mpi_work mpi_gather(const void *bytes, int count, void *all) {
  mpi_work work;
  MPI_Iallgather(bytes, count, MPI_BYTE, all, count, MPI_BYTE, MPI_COMM_WORLD, &work.request);
  return work;
}

// So many bytes of each, to everybody; `counts` and `places` are read until it is done.
static inline mpi_work mpi_gather_each(
    const void *bytes, int count, void *all, const int *counts, const int *places) {
  mpi_work work;
  MPI_Iallgatherv(bytes, count, MPI_BYTE, all, counts, places, MPI_BYTE, MPI_COMM_WORLD, &work.request);
  return work;
}

// True once it is done; then it is gone.
static inline int mpi_is_done(mpi_work *work) {
  int done = 0;
  MPI_Test(&work->request, &done, MPI_STATUS_IGNORE);
  return done;
}

// The rank of which a message with this tag has come in; -1: none has. `count`: its bytes.
static inline int mpi_waiting(int tag, int *count) {
  int found = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &found, &status);
  if (!found) return -1;
  MPI_Get_count(&status, MPI_BYTE, count);
  return status.MPI_SOURCE;
}
