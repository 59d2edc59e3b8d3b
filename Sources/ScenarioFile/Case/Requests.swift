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
    root.list("requests", "a request") { request in
      guard let at = request.need("at", .instant) else {
        _ = readRequest(request, &masks)
        _ = account.repeats(request, from: start, most: mostRequests)
        return
      }
      let stated = readRequest(request, &masks)
      let instants = account.repeats(request, from: at, most: mostRequests)
      if at < start {
        findings.error(
          request.place("at"), "this is before the start (\(start.brief)), when nothing happens yet",
          "write a later instant, or an earlier start")
        return
      }
      guard var stated, let instants else { return }
      repeated += instants.count - 1
      guard repeated <= mostRequests else {
        if repeated - instants.count + 1 <= mostRequests {
          findings.error(
            request.place("every"), "with this, repeats make more than \(grouped(mostRequests)) requests",
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
    case .dollars(let amount): account.count(amount, to: .demand, record.place("amount"))
    case .usage(let model, let usage):
      do throws(QuantityError) {
        switch try card.charge(usage, model: model, at: request.at, rounding: rounding) {
        case .charged(let amount): account.count(amount, to: .demand, record.place)
        case .refused(let reason) where !isWarned && request.status != .failed:
          isWarned = true
          findings.warning(
            record.place("model"), "the provider refuses this on \(request.at.brief): \(reason)",
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
    let amount = request.take("amount", .money)
    let name = request.take("model", .text)
    let usage = readUsage(request)
    let channel = request.take("channel", .name, or: Channel.apiKey)
    let status = request.take("status", .status, or: .served)
    var model: ModelID?
    var mask = ScopeMask(bits: 0)
    do throws(QuantityError) {
      (model, mask) = try masks.look(name, channel)
    } catch {
      findings.error(request.place("model"), error)
      return nil
    }
    let at = start
    if request.has("amount") {
      for key in usageKeys {
        request.refuse(key, "beside 'amount'", "state the amount, or the model and its tokens")
      }
      return amount.map { CaseRequest(at: at, cost: .dollars($0), mask: mask, status: status) }
    }
    guard request.has("model") else {
      request.missing("amount", "write 'amount: $3.20', or 'model' and tokens")
      return nil
    }
    guard usageKeys.contains(where: request.has) else {
      request.missing("input", "write its tokens ('input: 14k', 'output: 600'), or 'amount: $3.20'")
      return nil
    }
    guard let model, let usage else { return nil }
    return CaseRequest(at: at, cost: .usage(model, usage), mask: mask, status: status)
  }

  private func readUsage(_ request: Record) -> Usage? {
    var usage = Usage()
    usage.input = request.take("input", .tokens, or: 0)
    usage.output = request.take("output", .tokens, or: 0)
    usage.cacheRead = request.take("cache read", .tokens, or: 0)
    usage.cacheWrite5m = request.take("cache write 5m", .tokens, or: 0)
    usage.cacheWrite1h = request.take("cache write 1h", .tokens, or: 0)
    usage.isBatch = request.take("batch", .yesNo, or: false)
    usage.isFast = request.take("fast", .yesNo, or: false)
    usage.isUSOnly = request.take("us only", .yesNo, or: false)
    usage.webSearches = Int64(request.take("web searches", .whole(0...1_000_000_000), or: 0))
    usage.codeExecutionSeconds = request.take("code execution", .seconds, or: 0)
    return usage
  }

  // MARK: A file of requests

  /// The path of the file beside the case, if the case names one.
  func readRequestsFile() -> (path: String, place: Place)? {
    guard let node = root.find("requests file"), let name = Shape.text.read(node, findings) else {
      return nil
    }
    if let list = root.find("requests"), !list.isNull {
      findings.error(
        root.keyPlace("requests file"), "'requests' and 'requests file' exclude each other",
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
