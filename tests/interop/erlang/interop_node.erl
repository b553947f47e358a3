%% SPDX-License-Identifier: Apache-2.0
%% A Diameter node of Erlang/OTP: hss, smsc, mme or scs. What it receives goes to the judge and, as
%% {Command, Message}, to the process registered as `scenario`.
-module(interop_node).

-export([start/2, listen/1, connect/2, ask/4, head/1, answer_head/2, dictionaries/1]).
-export([peer_up/4, peer_down/4, pick_peer/5, prepare_request/4, prepare_retransmit/4, handle_answer/5,
         handle_error/5, handle_request/4]).

-include_lib("diameter/include/diameter.hrl").

-define(VENDOR, 10415).

host(hss) -> "hss1.core.lab.example";
host(smsc) -> "smsc1.core.lab.example";
host(mme) -> "mme1.core.lab.example";
host(scs) -> "scs1.acme.example".

realm(scs) -> "acme.example";
realm(_) -> "core.lab.example".

dictionaries(hss) -> [dict_s6m, dict_s6t];
dictionaries(smsc) -> [dict_t4];
dictionaries(mme) -> [dict_t6a];
dictionaries(scs) -> [dict_tsp, dict_s6t].

start(Node, Address) ->
    Dicts = dictionaries(Node),
    ok = diameter:start_service(Node, [
        {'Origin-Host', host(Node)}, {'Origin-Realm', realm(Node)}, {'Host-IP-Address', [Address]},
        {'Vendor-Id', 0}, {'Product-Name', "Erlang/OTP"}, {'Supported-Vendor-Id', [?VENDOR]},
        {'Vendor-Specific-Application-Id',
         [[{'Vendor-Id', ?VENDOR}, {'Auth-Application-Id', [Dict:id()]}] || Dict <- Dicts]},
        {decode_format, map}, {string_decode, false}, {strict_arities, true}, {strict_mbit, true}
        | [{application, [{alias, Dict}, {dictionary, Dict}, {module, [?MODULE, Dict]},
                          {answer_errors, callback}, {request_errors, callback}]} || Dict <- Dicts]]).

%% The port it has taken.
listen(Node) ->
    {ok, Ref} = diameter:add_transport(Node, {listen, [
        {transport_module, diameter_tcp},
        {transport_config, [{ip, {127, 0, 0, 1}}, {port, 0}, {reuseaddr, true}]}]}),
    interop_main:wait_for(fun() ->
        case [Port || {listen, Port, _} <- diameter_tcp:ports(Ref), Port =/= 0] of
            [Port | _] -> {ok, Port};
            [] -> not_yet
        end
    end).

connect(Node, Port) ->
    {ok, _} = diameter:add_transport(Node, {connect, [
        {transport_module, diameter_tcp}, {connect_timer, 500}, {watchdog_timer, 6000},
        {transport_config, [{raddr, {127, 0, 0, 1}}, {rport, Port}, {ip, {127, 0, 0, 1}}]}]}),
    ok.

%% Sends a request of that dictionary and gives the answer, {Command, Message}.
ask(Node, Dict, Request, Deadline) ->
    diameter:call(Node, Dict, Request, [{timeout, Deadline}]).

head(Node) ->
    #{'Session-Id' => diameter:session_id(host(Node)), 'Auth-Session-State' => 1,
      'Origin-Host' => host(Node), 'Origin-Realm' => realm(Node)}.

answer_head(Node, #{'Session-Id' := Session}) ->
    (head(Node))#{'Session-Id' => Session}.

%% Callbacks of diameter; the last argument is the dictionary of the application.

peer_up(Node, {_, Caps}, State, Dict) ->
    scenario ! {up, {Node, Dict}, Caps},
    State.

peer_down(Node, _, State, Dict) ->
    scenario ! {down, {Node, Dict}},
    State.

pick_peer([Peer | _], _, _, _, _) -> {ok, Peer};
pick_peer([], _, _, _, _) -> false.

prepare_request(Packet, _, _, _) -> {send, Packet}.

prepare_retransmit(Packet, _, _, _) -> {send, Packet}.

handle_answer(#diameter_packet{msg = Message} = Packet, _, _, _, Dict) ->
    interop_judge:message(Dict, Packet),
    heard(Message).

handle_error(Reason, _, Node, _, _) -> {failed, {Node, Reason}}.

handle_request(#diameter_packet{msg = Message} = Packet, Node, _, Dict) ->
    case interop_judge:message(Dict, Packet) of
        [] ->
            {Command, Avps} = Heard = heard(Message),
            scenario ! Heard,
            {reply, answer(Node, Command, Avps)};
        Faults ->
            scenario ! {faulty, Faults},
            {answer_message, 5012}
    end.

heard([Command | Avps]) -> {Command, Avps};
heard(Other) -> {not_decoded, Other}.

answer(hss, 'SIR', Request) -> interop_hss:answer(Request);
answer(hss, 'CIR', Request) -> interop_watched:answer(hss, Request);
answer(mme, 'CIR', Request) -> interop_watched:answer(mme, Request);
answer(smsc, _, Request) -> interop_smsc:answer(Request);
answer(scs, 'RIR', Request) -> ['RIA' | (answer_head(scs, Request))#{'Result-Code' => 2001}];
answer(scs, 'DNR', Request) ->
    ['DNA' | (answer_head(scs, Request))#{'Auth-Application-Id' => dict_tsp:id(), 'Result-Code' => 2001}].
