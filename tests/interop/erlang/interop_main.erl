%% SPDX-License-Identifier: Apache-2.0
%% erl -pa <folder> -noinput -s interop_main -extra <port of iwfd> <scenarios> <node> ...
%% Starts the nodes (hss, smsc, mme, scs), prints the ports of those that iwfd dials, waits for the
%% connections, runs the scenarios of the module, prints a line for each and for each fault that
%% the judge has found in a message. Status 0: none failed, no fault.
-module(interop_main).

-export([start/0, wait_for/1, next/1, quiet/0]).

-define(DEADLINE, 30000).
-define(POLL, 20).

start() ->
    true = register(scenario, self()),
    [Port, Scenarios | Names] = init:get_plain_arguments(),
    Nodes = [list_to_atom(Name) || Name <- Names],
    ok = interop_judge:start(),
    ok = interop_smsc:start(),
    ok = diameter:start(),
    [ok = interop_node:start(Node, {127, 0, 0, 1}) || Node <- Nodes],
    [io:format("listening ~s ~b~n", [Node, interop_node:listen(Node)]) || Node <- Nodes, Node =/= scs],
    [ok = interop_node:connect(Node, list_to_integer(Port)) || Node <- Nodes, Node =:= scs],
    [put({caps, Node}, await_up({Node, Dict})) || Node <- Nodes, Dict <- interop_node:dictionaries(Node)],
    Failed = [Name || {Name, Run} <- (list_to_atom(Scenarios)):all(), not passes(Name, Run)],
    Faults = interop_judge:faults(),
    [io:format("fault ~0tp~n", [Fault]) || Fault <- Faults],
    [diameter:stop_service(Node) || Node <- Nodes],
    halt(case {Failed, Faults} of {[], []} -> 0; _ -> 1 end).

await_up(One) ->
    receive
        {up, One, Caps} -> Caps
    after ?DEADLINE ->
        io:format("failed ~tp: not connected~n", [One]),
        halt(1)
    end.

passes(Name, Run) ->
    try
        Run(),
        [] = everything_left(),
        io:format("passed ~s~n", [Name]),
        true
    catch
        Class:Reason:Stack ->
            io:format("failed ~s: ~0tp ~0tp; left: ~0tp~n", [Name, {Class, Reason}, Stack, everything_left()]),
            false
    end.

everything_left() ->
    receive
        Any -> [Any | everything_left()]
    after 0 -> []
    end.

%% The next request that a node was sent, which must be this command.
next(Command) ->
    receive
        {Command, Avps} -> Avps
    after ?DEADLINE -> error({nothing_came, Command})
    end.

%% No request came to any node. For use after an answer that would have come later than it.
quiet() ->
    receive
        {Command, _} = Message when Command =/= up -> error({unexpected, Message})
    after 0 -> ok
    end.

wait_for(Try) ->
    wait_for(Try, ?DEADLINE div ?POLL).

wait_for(_, 0) -> error(deadline);
wait_for(Try, Left) ->
    case Try() of
        {ok, Value} -> Value;
        not_yet -> timer:sleep(?POLL), wait_for(Try, Left - 1)
    end.
