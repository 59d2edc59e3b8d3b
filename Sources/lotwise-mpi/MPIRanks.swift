/// The ranks of a run under MPI.
///
/// MPI's own waiting takes a whole core, which the threads that simulate want: here everybody asks "is it done?" and rests
/// between two questions, longer and longer. Units are handed out by a thread of rank 0, and asked for by a thread of every other rank
/// before its own threads run dry. MPI is asked for the level at which any thread may call it, one at a time.
///
/// A rank that comes to its end says so, and how often it had worked together with the others by then: whoever is working together
/// for the next time knows that this will never come to anything, and gives the whole run up.

import CMPI
import Demand
import Glibc
import Simulation

/// What a rank said when it came to its end.
private struct End {
  /// How often it had worked together with the others.
  let times: Int
  let code: Int32
  let unsaid: String
}

/// Unchecked: only one thread at a time calls it.
final class MPIRanks: Ranks, @unchecked Sendable {
  private enum Tag: Int32 {
    case request = 1, nextRequest, reply, end, size, data
  }

  /// A rank may ask for the next units while rank 0 still tells the others that these are all gone: two tags take turns.
  private var requestTag: Tag { times.isMultiple(of: 2) ? .request : .nextRequest }

  let rank: Int
  let count: Int
  private(set) var threads = 1

  /// Bytes that are on their way at once: MPI counts them in 32 bits.
  private let piece: Int
  private let givingUp: (_ why: String) -> Void
  private let clock = ContinuousClock()
  private let begin: ContinuousClock.Instant
  private var times = 0
  private var ends: [Int: End] = [:]
  /// In nanoseconds; nil: rank 0's clock runs.
  private var agreed: Int64? = 0

  /// `givingUp`: is told why the run is given up, before this process ends; empty: somebody else tells it.
  init(piece: Int = 1 << 28, givingUp: @escaping (_ why: String) -> Void) {
    begin = clock.now
    self.piece = piece
    self.givingUp = givingUp
    let threadsMayCall = mpi_begin() != 0
    (rank, count) = (Int(mpi_rank()), Int(mpi_count()))
    guard threadsMayCall else {
      if rank == 0 {
        givingUp(
          "this MPI cannot be called by several threads in turn (MPI_THREAD_SERIALIZED); use another one")
      }
      mpi_abort(1)
      exit(1)
    }
    threads = shareOfMachine()
  }

  private var now: Int64 { Int64(begin.duration(to: clock.now) / .nanoseconds(1)) }

  var seconds: Double { Double(agreed ?? now) * 1e-9 }

  // MARK: Handing out

  func divide(
    units: Int, threads: Int, isOver: @escaping @Sendable () -> Bool,
    work: (_ claim: @escaping @Sendable () -> Int?) -> Void
  ) {
    times += 1
    if rank == 0 {
      agreed = nil
      let counter = UnitCounter(units, isOver: isOver, clock: { [self] in now })
      let server = thread { [self] in serve(counter) }
      work { counter.claim() }
      pthread_join(server, nil)
      agreed = counter.closedAt
    } else {
      let queue = UnitQueue(low: max(1, threads / 4))
      // A second of work or so: a thousand ranks are then a thousand requests a second.
      let asker = thread { [self] in ask(queue, most: 64 * threads) }
      work { queue.claim() }
      pthread_join(asker, nil)
    }
  }

  private func thread(_ body: @escaping () -> Void) -> pthread_t {
    if let thread = PosixThread.begun(body) { return thread }
    giveUp("rank \(rank) of \(count) was given no thread by its system; allow more", code: 1)
  }

  /// Until every other rank knows that nothing is left.
  private func serve(_ counter: UnitCounter) {
    var told = 0
    while told < count - 1 {
      var (from, size): (Int32, Int32) = (-1, 0)
      wait {
        from = mpi_waiting(requestTag.rawValue, &size)
        return from >= 0
      }
      let most = receive(1, from: Int(from), requestTag)[0]
      // Large pieces first, single ones last, so that nobody is left with much when all others are done.
      let (units, closed) = counter.claim(most: Int(most), sharedBy: 4 * count)
      send([Int64(units.lowerBound), Int64(units.upperBound), closed], to: Int(from), .reply)
      if units.isEmpty { told += 1 }
    }
  }

  private func ask(_ queue: UnitQueue, most: Int) {
    while true {
      queue.waitUntilLow()
      send([Int64(most)], to: 0, requestTag)
      let reply = receive(3, from: 0, .reply)
      if reply[0] == reply[1] {
        agreed = reply[2]
        return queue.close()
      }
      queue.add(Int(reply[0])..<Int(reply[1]))
    }
  }

  // MARK: Everybody's bytes

  func gather(_ bytes: [UInt8]) -> [[UInt8]] {
    times += 1
    var sizes = [Int64](repeating: 0, count: count)
    var own = Int64(bytes.count)
    sizes.withUnsafeMutableBytes { all in
      withUnsafeBytes(of: &own) { finish(mpi_gather($0.baseAddress, 8, all.baseAddress)) }
    }
    var found = [[UInt8]](repeating: [], count: count)
    for rank in found.indices { found[rank].reserveCapacity(Int(sizes[rank])) }
    let most = max(1, piece / count)
    var done = 0
    while done < sizes.max() ?? 0 {
      let counts = sizes.map { Int32(max(0, min(Int($0) - done, most))) }
      var places: [Int32] = []
      var end: Int32 = 0
      for count in counts {
        places.append(end)
        end += count
      }
      let round = [UInt8](unsafeUninitializedCapacity: Int(end)) { all, size in
        bytes.withUnsafeBytes { bytes in
          finish(
            mpi_gather_each(
              bytes.baseAddress.map { $0 + min(done, bytes.count) }, counts[rank], all.baseAddress, counts,
              places))
        }
        size = Int(end)
      }
      for rank in found.indices {
        found[rank] += round[Int(places[rank])..<Int(places[rank] + counts[rank])]
      }
      done += most
    }
    return found
  }

  func reduced<Problem: Error>(
    _ bytes: [UInt8], _ join: ([UInt8], [UInt8]) throws(Problem) -> [UInt8]
  ) throws(Problem) -> [UInt8] {
    times += 1
    var whole = bytes
    var step = 1
    while step < count, rank & step == 0 {
      if rank + step < count { whole = try join(whole, receiveAll(from: rank + step)) }
      step *= 2
    }
    if rank != 0 { sendAll(whole, to: rank - step) }
    return spread(whole)
  }

  private func sendAll(_ bytes: [UInt8], to other: Int) {
    send([Int64(bytes.count)], to: other, .size)
    bytes.withUnsafeBytes { bytes in
      inPieces(bytes.count) { place, count in
        finish(mpi_send(bytes.baseAddress.map { $0 + place }, count, Int32(other), Tag.data.rawValue))
      }
    }
  }

  private func receiveAll(from other: Int) -> [UInt8] {
    let size = Int(receive(1, from: other, .size)[0])
    return [UInt8](unsafeUninitializedCapacity: size) { bytes, filled in
      inPieces(size) { place, count in
        finish(mpi_receive(bytes.baseAddress.map { $0 + place }, count, Int32(other), Tag.data.rawValue))
      }
      filled = size
    }
  }

  /// Rank 0's bytes.
  private func spread(_ bytes: [UInt8]) -> [UInt8] {
    var size = Int64(bytes.count)
    withUnsafeMutableBytes(of: &size) { finish(mpi_spread($0.baseAddress, 8)) }
    var whole = rank == 0 ? bytes : [UInt8](repeating: 0, count: Int(size))
    whole.withUnsafeMutableBytes { whole in
      inPieces(whole.count) { place, count in finish(mpi_spread(whole.baseAddress.map { $0 + place }, count))
      }
    }
    return whole
  }

  private func inPieces(_ size: Int, _ each: (_ place: Int, _ count: Int32) -> Void) {
    for place in stride(from: 0, to: size, by: piece) { each(place, Int32(min(piece, size - place))) }
  }

  // MARK: Small messages

  private func send(_ numbers: [Int64], to other: Int, _ tag: Tag) {
    numbers.withUnsafeBytes {
      finish(mpi_send($0.baseAddress, Int32($0.count), Int32(other), tag.rawValue))
    }
  }

  private func receive(_ count: Int, from other: Int, _ tag: Tag) -> [Int64] {
    var numbers = [Int64](repeating: 0, count: count)
    numbers.withUnsafeMutableBytes {
      finish(mpi_receive($0.baseAddress, Int32($0.count), Int32(other), tag.rawValue))
    }
    return numbers
  }

  // MARK: Waiting

  /// Microseconds between two questions.
  private static let rests = (first: UInt32(20), longest: UInt32(1_000))

  private func finish(_ work: mpi_work) {
    var work = work
    wait { mpi_is_done(&work) != 0 }
  }

  private func wait(until isSo: () -> Bool) {
    // Most of what is asked for is there at once.
    for _ in 0..<10 {
      if isSo() { return }
      sched_yield()
    }
    var rest = MPIRanks.rests.first
    while !isSo() {
      listen()
      if let (other, end) = ends.first(where: { $0.value.times < times }) { part(from: other, end) }
      usleep(rest)
      rest = min(2 * rest, MPIRanks.rests.longest)
    }
  }

  // MARK: Ends

  /// Hears who has come to its end.
  private func listen() {
    var size: Int32 = 0
    while case let from = mpi_waiting(Tag.end.rawValue, &size), from >= 0 {
      var bytes = [UInt8](repeating: 0, count: Int(size))
      bytes.withUnsafeMutableBytes {
        var work = mpi_receive($0.baseAddress, size, from, Tag.end.rawValue)
        while mpi_is_done(&work) == 0 { sched_yield() }
      }
      let numbers = bytes.withUnsafeBytes {
        ($0.load(as: Int64.self), $0.load(fromByteOffset: 8, as: Int64.self))
      }
      ends[Int(from)] = End(
        times: Int(numbers.0), code: Int32(numbers.1), unsaid: String(decoding: bytes[16...], as: UTF8.self))
    }
  }

  func end(_ code: Int32, _ unsaid: String) -> Int32 {
    var message = [UInt8]()
    for number in [Int64(times), Int64(code)] { withUnsafeBytes(of: number) { message += $0 } }
    message += unsaid.utf8.prefix(4_000)
    for other in rank == 0 ? Array(1..<count) : [0] {
      message.withUnsafeBytes {
        finish(mpi_send($0.baseAddress, Int32($0.count), Int32(other), Tag.end.rawValue))
      }
    }
    wait {
      listen()
      return ends.count == (rank == 0 ? count - 1 : 1)
    }
    if rank == 0, code == 0, let (other, end) = ends.first(where: { $0.value.code != 0 }) {
      part(from: other, end)
    }
    mpi_end()
    // One code that is not 0 is enough, and MPI makes many words about each.
    return rank == 0 ? code : 0
  }

  private func part(from other: Int, _ end: End) -> Never {
    var why = ""
    if other != 0 {
      why = "rank \(other) of \(count) stopped where rank \(rank) goes on"
      why += end.unsaid.isEmpty ? "" : "; it would have said:\n\(end.unsaid)"
    } else if end.code == 0 {
      why = "rank 0 came to its end where rank \(rank) of \(count) goes on"
    }
    // Else rank 0 has told what is wrong.
    giveUp(why, code: end.code == 0 ? 1 : end.code)
  }

  private func giveUp(_ why: String, code: Int32) -> Never {
    givingUp(why)
    mpi_abort(code)
    exit(code)
  }

  // MARK: Threads

  /// The processors that this rank may run on, divided among the ranks of its machine that may run on them too.
  private func shareOfMachine() -> Int {
    var host = [CChar](repeating: 0, count: 256)
    // A bit for each processor, of 8,192 at most.
    var mask = [UInt8](repeating: 0, count: 1_024)
    // Glibc's module leaves out what is GNU's own.
    typealias Asking = @convention(c) (_ process: pid_t, _ size: Int, UnsafeMutableRawPointer) -> Int32
    if let found = dlsym(nil, "sched_getaffinity") {
      _ = unsafeBitCast(found, to: Asking.self)(0, mask.count, &mask)
    }
    _ = gethostname(&host, host.count - 1)
    let all = gather(mask + host.map { UInt8(bitPattern: $0) })
    let sharing = all.indices.filter { other in
      all[other][mask.count...] == all[rank][mask.count...] && zip(mask, all[other]).contains { $0 & $1 != 0 }
    }
    let processors = mask.reduce(0) { $0 + $1.nonzeroBitCount }
    let earlier = sharing.count { $0 < rank }
    return max(1, (processors + sharing.count - 1 - earlier) / sharing.count)
  }
}
