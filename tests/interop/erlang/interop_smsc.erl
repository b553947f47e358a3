%% SPDX-License-Identifier: Apache-2.0
%% The SMS-SC of TS 29.337. What it is told to refuse, by Reference-Number, it refuses.
-module(interop_smsc).

-export([start/0, refuse/2, answer/1, report/2]).

start() ->
    ?MODULE = ets:new(?MODULE, [named_table, public]),
    ok.

refuse(Reference, Avps) ->
    ets:insert(?MODULE, {Reference, Avps}).

answer(#{'Reference-Number' := [Reference]} = Request) ->
    Head = interop_node:answer_head(smsc, Request),
    case ets:lookup(?MODULE, Reference) of
        [{_, Avps}] -> ['DTA' | maps:merge(Head, Avps)];
        [] -> ['DTA' | Head#{'Result-Code' => 2001}]
    end.

%% DRR for this DTR; gives the DRA.
report(#{'Origin-Host' := Host, 'Origin-Realm' := Realm} = Submitted, Outcome) ->
    Kept = maps:with(['User-Identifier', 'SM-RP-SMEA', 'Reference-Number'], Submitted),
    Request = maps:merge(maps:merge(interop_node:head(smsc), Kept), Outcome),
    interop_node:ask(smsc, dict_t4,
                     ['DRR' | Request#{'Destination-Host' => Host, 'Destination-Realm' => Realm}], 5000).
