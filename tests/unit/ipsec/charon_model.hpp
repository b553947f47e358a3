// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ipsec/inventory.hpp"
#include "ipsec/reconciler.hpp"

namespace iwf::ipsec {

/// charon as far as a reconciler sees it, answering one request at a time, when told to.
class CharonModel
{
public:
    using Texts = std::vector<std::string>;

    Reconciler::Ports ports(std::function<void(const Report&)> report)
    {
        return {
            [this](const auto& command, const auto& message, auto handler) {
                waiting_.push_back([this, command, message, handler = std::move(handler)] {
                    handler(answer(command, message));
                });
            },
            [this](const auto& command, const auto&, const auto&, auto handler) {
                waiting_.push_back([this, command, handler = std::move(handler)] {
                    handler(list(command));
                });
            },
            std::move(report),
        };
    }

    /// False when nothing waits.
    bool answer_one()
    {
        if (waiting_.empty()) {
            return false;
        }
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        next();
        return true;
    }

    void answer_all()
    {
        while (answer_one()) {
        }
    }

    /// Until this was seen and answered.
    void answer_until(const std::string& request)
    {
        while ((seen.empty() || seen.back() != request) && answer_one()) {
        }
    }

    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

    /// A new charon: has nothing, and nothing that waited is answered.
    void restart()
    {
        waiting_.clear();
        connections.clear();
        shared_keys.clear();
        authorities.clear();
        keys.clear();
        pools.clear();
        associations.clear();
    }

    /// What is not a question; afterwards forgotten.
    Texts changes()
    {
        Texts out;
        for (const std::string& text : std::exchange(seen, {})) {
            if (!text.starts_with("list-") && !text.starts_with("get-")) {
                out.push_back(text);
            }
        }
        return out;
    }

    static vici::Message pool(std::string_view address, unsigned online)
    {
        return vici::Message{}
            .add("base", std::string{address})
            .add("size", "1")
            .add("online", std::to_string(online))
            .add("offline", "0");
    }

    void establish(std::uint64_t id, const std::string& connection)
    {
        associations[id] = connection;
    }

    Texts seen;                                       ///< "load-conn iwf-a", "terminate 7"
    std::map<std::string, vici::Message> connections; ///< as loaded
    vici::List shared_keys;
    vici::List authorities;
    vici::List keys;
    std::map<std::string, vici::Message> pools;
    std::map<std::uint64_t, std::string> associations;
    std::map<std::string, std::string> refusals;               ///< of requests, as in `seen`
    std::function<void(vici::Message&)> distort{[](auto&) {}}; ///< what list-conns tells

private:
    static std::string subject(const std::string& command, const vici::Message& message)
    {
        for (const char* key : {"ike-id", "ike", "name", "id", "type"}) {
            if (const auto value = message.value(key)) {
                return command + " " + std::string{*value};
            }
        }
        return message.elements().empty() ? command
                                          : command + " " + message.elements().front().name;
    }

    base::Result<vici::Message> answer(const std::string& command, const vici::Message& message)
    {
        const std::string text = subject(command, message);
        seen.push_back(text);
        if (const auto refused = refusals.find(text); refused != refusals.end()) {
            return vici::Message{}.add("success", "no").add("errmsg", refused->second);
        }
        vici::Message out;
        if (command == "get-keys") {
            return out.add("keys", keys);
        }
        if (command == "get-shared") {
            return out.add("keys", shared_keys);
        }
        if (command == "get-authorities") {
            return out.add("authorities", authorities);
        }
        if (command == "get-pools") {
            for (const auto& [name, pool] : pools) {
                out.add(name, pool);
            }
            return out;
        }
        change(command, message);
        if (command == "load-key") {
            out.add("id", keys.back());
        }
        return out.add("success", "yes");
    }

    void change(const std::string& command, const vici::Message& message)
    {
        const std::string name{message.elements().front().name};
        if (command == "load-conn") {
            connections[name] = *message.section(name);
        } else if (command == "unload-conn") {
            connections.erase(std::string{*message.value("name")});
        } else if (command == "load-authority") {
            authorities.push_back(name);
        } else if (command == "unload-authority") {
            std::erase(authorities, *message.value("name"));
        } else if (command == "load-pool") {
            pools[name] = pool(*message.section(name)->value("addrs"), 0);
        } else if (command == "unload-pool") {
            pools.erase(std::string{*message.value("name")});
        } else if (command == "load-shared") {
            shared_keys.emplace_back(*message.value("id"));
        } else if (command == "unload-shared") {
            std::erase(shared_keys, *message.value("id"));
        } else if (command == "load-key") {
            keys.push_back("id of " + std::string{*message.value("data")});
        } else if (command == "unload-key") {
            std::erase(keys, *message.value("id"));
        } else if (command == "terminate") {
            associations.erase(message.number("ike-id").value_or(0));
        }
    }

    base::Result<std::vector<vici::Message>> list(const std::string& command)
    {
        seen.push_back(command);
        if (const auto refused = refusals.find(command); refused != refusals.end()) {
            return base::fail(refused->second);
        }
        std::vector<vici::Message> out;
        if (command == "list-sas") {
            for (const auto& [id, name] : associations) {
                out.push_back(vici::Message{}.add(name, association(id)));
            }
            return out;
        }
        for (const auto& [name, loaded] : connections) {
            vici::Message told = as_listed(loaded);
            distort(told);
            out.push_back(vici::Message{}.add(name, std::move(told)));
        }
        return out;
    }

    static vici::Message association(std::uint64_t id)
    {
        return vici::Message{}
            .add("uniqueid", std::to_string(id))
            .add("version", "2")
            .add("state", "ESTABLISHED")
            .add("local-id", "iwf.example")
            .add("remote-id", "somebody.example")
            .add("remote-host", "192.0.2.9");
    }

    /// As charon 5.9 does.
    static vici::Message as_listed(const vici::Message& loaded)
    {
        const vici::Message& remote = *loaded.section("remote");
        const bool is_psk = remote.value("auth") == "psk";
        const auto names = [](const vici::List* certificates) {
            return vici::List(certificates == nullptr ? 0 : certificates->size(), "CN=Somebody");
        };
        vici::Message end;
        end.add("class", is_psk ? "pre-shared key" : "public key").add("id", *remote.value("id"));
        if (remote.value("revocation") == "strict") {
            end.add("revocation", "GOOD");
        }
        end.add("certs", names(remote.list("certs")));
        end.add("cacerts", names(remote.list("cacerts")));
        const vici::Message& child = *loaded.section("children")->section("diameter");
        return vici::Message{}
            .add("local_addrs", *loaded.list("local_addrs"))
            .add("remote_addrs", *loaded.list("remote_addrs"))
            .add("version", "IKEv2")
            .add("dpd_delay", *loaded.value("dpd_delay"))
            .add("remote-1", std::move(end))
            .add(
                "children",
                vici::Message{}.add(
                    "diameter",
                    vici::Message{}
                        .add("mode", "TUNNEL")
                        .add("local-ts", with_length(*child.list("local_ts")))
                        .add("remote-ts", with_length(*child.list("remote_ts")))
                )
            );
    }

    static vici::List with_length(vici::List selectors)
    {
        for (std::string& selector : selectors) {
            if (selector.find('/') > selector.find('[')) {
                selector.insert(selector.find('['), "/32");
            }
        }
        return selectors;
    }

    std::deque<std::function<void()>> waiting_;
};

} // namespace iwf::ipsec
