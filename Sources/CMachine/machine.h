/* What only a C compiler knows of the program that is being made, and headers of the C library that Swift's module Glibc
   leaves out. The compiler reads this with the flags that it makes Swift's code with (-Xcc -march=...). */
#include <gnu/libc-version.h>
#include <malloc.h>
#include <sys/auxv.h>

/* The widest vectors that the program was built for: without them in its CPU it dies of an illegal instruction. */
#if defined(__AVX512F__)
#define LOTWISE_VECTOR_BITS 512
#elif defined(__AVX2__)
#define LOTWISE_VECTOR_BITS 256
#else
#define LOTWISE_VECTOR_BITS 128
#endif

/* Everything is inside and no loader was called. Such a program must not load a library (dlopen): it would bring a second
   C library along, of another version than the one inside, or crash. */
static inline _Bool lotwise_is_static(void) { return getauxval(AT_BASE) == 0; }
