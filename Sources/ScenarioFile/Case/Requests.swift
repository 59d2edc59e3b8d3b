/// The requests that a case lists, or the file beside it that holds them.

import Documents
import Glibc
import Ledger
import Pricing
import Quantities
import Scenario

/// The most requests that the repeats of one case make; more belong into a file of their own.
let mostRequests = 1_000_000

extension CaseReader {
  func readRequests(_ rounding: Rounding) {
    var masks = MaskCache(plan: account.plan, card: card)
    var repeated = 0
    let keys = Keys.request
    root.list(Keys.replayCase.requests, "a request") { request in
      guard let at = request.need(keys.at) else {
        _ = readRequest(request, &masks)
        _ = account.repeats(request, from: start, most: mostRequests)
        return
      }
      let stated = readRequest(request, &masks)
      let instants = account.repeats(request, from: at, most: mostRequests)
      if at < start {
        findings.error(
          request.place(keys.at), "this is before the start (\(start.brief)), when nothing happens yet",
          "write a later instant, or an earlier start")
        return
      }
      guard var stated, let instants else { return }
      repeated += instants.count - 1
      guard repeated <= mostRequests else {
        if repeated - instants.count + 1 <= mostRequests {
          findings.error(
            request.place(keys.repeats.every),
            "with this, repeats make more than \(grouped(mostRequests)) requests",
            "put the requests into a file (requests file: usage.csv)")
        }
        return
      }
      var isWarned = false
      for at in instants {
        stated.at = at
        requests.append(stated)
        requestLines.append(request.node.place.line)
        demand(stated, rounding, request, &isWarned)
      }
    }
    // Stable: equal instants keep the order of the list.
    let order = requests.indices.sorted { (requests[$0].at, $0) < (requests[$1].at, $1) }
    requests = order.map { requests[$0] }
    requestLines = order.map { requestLines[$0] }
  }

  /// Adds to the demand, and says so if the provider would refuse the request.
  private func demand(
    _ request: CaseRequest, _ rounding: Rounding, _ record: Record, _ isWarned: inout Bool
  ) {
    switch request.cost {
    case .dollars(let amount): account.count(amount, to: .demand, record.place(Keys.request.amount))
    case .usage(let model, let usage):
      do throws(QuantityError) {
        switch try card.charge(usage, model: model, at: request.at, rounding: rounding) {
        case .charged(let amount): account.count(amount, to: .demand, record.place)
        case .refused(let reason) where !isWarned && request.status != .failed:
          isWarned = true
          findings.warning(
            record.place(Keys.request.model), "the provider refuses this on \(request.at.brief): \(reason)",
            "check model and date; it counts as failed and is not charged")
        case .refused: break
        }
      } catch {
        findings.error(record.place, error)
      }
    }
  }

  /// One request without its instant; nil after a mistake.
  private func readRequest(_ request: Record, _ masks: inout MaskCache) -> CaseRequest? {
    let keys = Keys.request
    let amount = request.take(keys.amount)
    let name = request.take(keys.model)
    let usage = readUsage(request)
    let channel = request.take(keys.channel)
    let status = request.take(keys.status)
    let person = request.take(keys.person)
    let reservation = readReservation(request)
    var model: ModelID?
    var mask = ScopeMask(bits: 0)
    do throws(QuantityError) {
      (model, mask) = try masks.look(name, channel, person)
    } catch {
      findings.error(request.place(keys.model), error)
      return nil
    }
    let at = start
    if request.has(keys.amount) {
      for key in usageKeys {
        request.refuse(key, "beside 'amount'", "state the amount, or the model and its tokens")
      }
      return amount.map {
        CaseRequest(at: at, cost: .dollars($0), mask: mask, status: status, reservation: reservation)
      }
    }
    guard request.has(keys.model) else {
      request.missing(keys.amount, "write 'amount: $3.20', or 'model' and tokens")
      return nil
    }
    guard usageKeys.contains(where: { request.has($0) }) else {
      request.missing(keys.input, "write its tokens ('input: 14k', 'output: 600'), or 'amount: $3.20'")
      return nil
    }
    guard let model, let usage else { return nil }
    return CaseRequest(
      at: at, cost: .usage(model, usage), mask: mask, status: status, reservation: reservation)
  }

  private func readReservation(_ request: Record) -> Reservation? {
    let keys = Keys.request
    let (reserves, runs) = (request.take(keys.reserves), request.take(keys.runs))
    if request.has(keys.reserves), !request.has(keys.runs) {
      request.missing(keys.runs, "write how long the reservation holds: 'runs: 40 s'")
    }
    if !request.has(keys.reserves) {
      request.refuse(keys.runs, "without 'reserves'", "write 'reserves: $2' as well, or leave it out")
    }
    return reserves.flatMap { reserves in runs.map { Reservation(reserves, runs: $0) } }
  }

  private func readUsage(_ request: Record) -> Usage? {
    let keys = Keys.request
    var usage = Usage()
    usage.input = request.take(keys.input)
    usage.output = request.take(keys.output)
    usage.cacheRead = request.take(keys.cacheRead)
    usage.cacheWrite5m = request.take(keys.cacheWrite5m)
    usage.cacheWrite1h = request.take(keys.cacheWrite1h)
    usage.isBatch = request.take(keys.batch)
    usage.isFast = request.take(keys.fast)
    usage.isUSOnly = request.take(keys.usOnly)
    usage.webSearches = Int64(request.take(keys.webSearches))
    usage.codeExecutionSeconds = request.take(keys.codeExecution)
    return usage
  }

  // MARK: A file of requests

  /// The path of the file beside the case, if the case names one.
  func readRequestsFile() -> (path: String, place: Place)? {
    guard let node = root.find(keys.requestsFile), let name = Shape.text.read(node, findings) else {
      return nil
    }
    if let list = root.find(keys.requests), !list.isNull {
      findings.error(
        root.keyPlace(keys.requestsFile), "'requests' and 'requests file' exclude each other",
        "put every request into the file, or into the list")
      return nil
    }
    guard EventFormat(path: name) != nil else {
      findings.error(
        node.place, "\(quote(name)) is neither CSV nor JSON lines by its name",
        "name it .csv, .jsonl or .ndjson")
      return nil
    }
    let file = reached(from: path, name, node.place, findings, remedy: "check its name and its rights")
    return file.map { ($0.path, node.place) }
  }

  /// The instant of the first request in a file, for a case that does not state its start.
  func firstInstant(_ file: (path: String, place: Place)) -> Instant? {
    do throws(Diagnostics) {
      var events = try EventFile(path: file.path, plan: LedgerPlan(start: Instant(seconds: 0)), card: card)
      var first: [CaseRequest] = []
      return try events.next(&first, limit: 1) ? first[0].at : nil
    } catch {
      let reason = error.list.first
      findings.error(
        file.place, "the first request of this file cannot be read (\(reason?.message ?? ""))",
        reason?.remedy ?? "check the file")
      return nil
    }
  }
}

extension Shape where Value == Request.Status {
  static var status: Shape { .oneOf(Request.Status.allCases.map { (requestStatusName($0), $0) }) }
}
