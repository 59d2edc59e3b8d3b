/// `people` of a workload: how many they are, and how its usage divides among them. A workload of several people becomes one for each
/// of them, of its own name, the heaviest user first: its usual level times the person's share, everything else as it is stated,
/// drawn for itself. So what is stated of noise, regimes and laws is each person's. Those who sign in with the plan are numbered over
/// the whole scenario by what they usually use: in this order they get their seats (Seats.swift).
/// At the boundary: 50 people of a scenario are read, 51 are not; one person is one workload.

import Demand
import Documents
import History
import Ledger
import Quantities
import Scenario

/// Each has a limit of their own in every plan with seats, of which a plan has 63.
let mostPeople = 50

/// The people of one workload.
struct Team {
  var name: String
  var place: Place
  /// The heaviest first; 100% in all.
  var shares: [Ratio]
  var together: Ratio
}

extension ScenarioReader {
  /// Fills `teams`.
  func readPeople(_ workload: Record, _ label: Label, isNoisy: Bool) {
    let keys = Keys.people
    workload.map(Keys.workload.people, "the people of \(workload.what)") { people in
      let key = people.chooseAny([keys.count, keys.shares, keys.history], isNeeded: true)
      var stated = people.take(keys.shares)
      if let files = people.take(keys.history) {
        stated = sharesUsed(in: files, people.place(keys.history))
        if stated == nil { return }
      }
      let count = people.take(keys.count)
      var uneven: Ratio?
      if key != keys.count.name {
        people.refuse(keys.uneven, "beside '\(key ?? keys.shares.name)'", "leave it out: the shares say it")
      } else {
        people.assume(keys.uneven, "{p90: 1x}")
        uneven = people.map(keys.uneven, "how uneven \(people.what) are") { $0.need(Keys.uneven.p90) }
          .flatMap { $0 }
      }
      let together = people.take(keys.together)
      if together > .zero, !isNoisy {
        findings.warning(
          people.place(keys.together),
          "\(quote(label.name)) has no noise that its people could have together",
          "state its 'noise', or leave this out")
      }
      var shares: [Ratio]
      if let stated {
        shares = scaledToWhole(stated.sorted(by: >))
      } else if let count {
        shares = peopleShares(count, uneven: uneven ?? .one)
      } else {
        return
      }
      if shares.contains(.zero) {
        findings.error(
          people.place(keys.shares), "a share here is less than a millionth of all",
          "write shares that are nearer")
        return
      }
      let known = teams.reduce(0) { $0 + $1.shares.count }
      if known <= mostPeople, known + shares.count > mostPeople {
        findings.error(
          people.place,
          "with these there are \(known + shares.count) people, and at most \(mostPeople) are told apart",
          "put those that are alike into a workload without 'people'")
      }
      teams.append(Team(name: label.name, place: people.place, shares: shares, together: together))
    }
  }

  /// What people have used before the start, in relation to the heaviest user. Nil after a mistake.
  private func sharesUsed(in files: [String], _ place: Place) -> [Ratio]? {
    let paths = files.compactMap { reached(from: path, $0, place, findings)?.path }
    guard !paths.isEmpty, paths.count == files.count, let history = imported(paths, nil, place) else {
      return nil
    }
    let used = history.usedByPerson(card: card, before: start)
    guard let most = used.first?.used, used.count <= mostPeople else {
      findings.error(
        place,
        used.isEmpty
          ? "these exports tell nobody apart before \(start.brief)"
          : "these exports tell \(used.count) people apart, and a scenario at most \(mostPeople)",
        used.isEmpty
          ? "give exports with people or keys, or write 'shares'" : "write the 'shares' of the largest")
      return nil
    }
    // Who has used less than a millionth of what the heaviest user has is not told apart from nobody.
    return used.filter { $0.used.count > most.count / 1_000_000 }.map { person in
      Ratio(millionths: Int64((Double(person.used.count) / Double(most.count) * 1e12).rounded()))
    }
  }

  /// One workload for each person, when everything else of the workloads is known.
  func divideAmongPeople() {
    guard !teams.isEmpty, !findings.hasErrors else { return }
    var workloads: [ScenarioWorkload] = []
    var use: [(index: Int, dollars: Double)] = []
    for entry in scenario.workloads {
      guard let team = teams.first(where: { $0.name == entry.workload.name }) else {
        workloads.append(entry)
        continue
      }
      let dollars = entry.workload.usualDollars(card: card) ?? 0
      for (number, share) in team.shares.enumerated() {
        var own = entry
        do throws(QuantityError) { own.workload = try entry.workload.scaled(by: share) } catch {
          findings.error(team.place, error)
        }
        own.workload.rename("\(team.name), person \(number + 1)")
        own.person = ScenarioPerson(of: team.name)
        if entry.channel == .plan {
          use.append((workloads.count, dollars * Double(share.millionths)))
        }
        workloads.append(own)
      }
    }
    for (number, person) in use.sorted(by: { ($1.dollars, $0.index) < ($0.dollars, $1.index) }).enumerated() {
      workloads[person.index].person?.number = number
    }
    for name in Set(workloads.map(\.workload.name)).sorted()
    where workloads.count(where: { $0.workload.name == name }) > 1 {
      findings.error(
        root.keyPlace(keys.workloads), "a person of a workload and another workload are both \(quote(name))",
        "give the workload another name")
    }
    scenario.workloads = workloads
  }

  /// Those who sign in with the plan.
  var peopleOfPlan: Int { scenario.workloads.count { $0.person?.number != nil } }

  /// Workloads that sign in with the plan and are nobody's.
  var nobodysWorkloads: [String] {
    scenario.workloads.filter { $0.channel == .plan && $0.person == nil }.map(\.workload.name)
  }

  /// The workloads of a name: one, or one for each person.
  func workloads(named name: String) -> [Int] {
    scenario.workloads.indices.filter { scenario.workloads[$0].statedName == name }
  }

  /// What two people of a team have in common, after the correlations that the file states.
  func correlatePeople() {
    for team in teams where team.together > .zero {
      let people = workloads(named: team.name)
      for (place, first) in people.enumerated() {
        for second in people[(place + 1)...] {
          scenario.correlations.append(Correlation(first: first, second: second, value: team.together))
        }
      }
    }
  }
}

extension Workload {
  /// Its streams go by its name.
  fileprivate mutating func rename(_ name: String) {
    self.name = name
    if case .fitted(var law) = size {
      law.name = name
      size = .fitted(law)
    }
  }
}

extension Shape where Value == [Ratio] {
  /// Relative shares of people.
  static var peopleShares: Shape {
    let numbers = Shape.oneOrList(Shape<Ratio>.numberAboveZero(like: "5"))
    return Shape("a list of numbers like [5, 3, 2, 1]", .list(.number)) { node, findings in
      guard let shares = numbers.read(node, findings) else { return nil }
      guard shares.count <= mostPeople else {
        findings.error(
          node.place, "these are \(shares.count) people, and at most \(mostPeople) are told apart",
          "write fewer shares")
        return nil
      }
      return shares
    }
  }
}
