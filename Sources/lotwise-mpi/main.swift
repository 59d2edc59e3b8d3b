/// The program for many processes at once: `mpirun -n 8 lotwise-mpi compare SCENARIO`. All but how ranks talk is in the module Program.

import Glibc
import Program

// `mpirun` gives a rank a terminal of its own, wherever what is said there goes in the end.
setenv("NO_COLOR", "1", 0)
Lotwise.main(ranks: MPIRanks(givingUp: Lotwise.giveUp))
