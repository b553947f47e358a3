%% SPDX-License-Identifier: Apache-2.0
%% What a server asks iwfd to watch, and what the answers and the reports have to say.
-module(interop_watcher).

-export([device/1, group/1, event/2, event/3, deletion/1, configure/2, configure/3, statuses/1, expect_report/4,
         decoded/1, decoded_event/1, without_empty/1]).

-define(SCS, <<"scs1.acme.example">>).

device(LocalPart) -> interop_scs:external(LocalPart).

group(LocalPart) -> (device(LocalPart))#{'Type-Of-External-Identifier' => 1}.

event(Reference, Type) -> event(Reference, Type, #{}).

event(Reference, Type, More) ->
    More#{'SCEF-Reference-ID' => Reference, 'SCEF-ID' => ?SCS, 'Monitoring-Type' => Type}.

deletion(References) ->
    #{'SCEF-ID' => ?SCS, 'Monitoring-Type' => 0, 'SCEF-Reference-ID-for-Deletion' => References}.

configure(User, Events) -> configure(User, Events, #{}).

%% Gives the CIA.
configure(User, Events, More) ->
    Request = maps:merge(interop_node:head(scs), More#{
        'Destination-Realm' => "lab.example", 'Destination-Host' => <<"iwf1.lab.example">>, 'User-Identifier' => User,
        'Supported-Features' => [#{'Vendor-Id' => 10415, 'Feature-List-ID' => 1, 'Feature-List' => 1}],
        'Monitoring-Event-Configuration' => Events}),
    case interop_node:ask(scs, dict_s6t, ['CIR' | Request], 10000) of
        {'CIA', Answer} -> check_head(Request, Answer);
        Other -> error({no_cia, Other})
    end.

check_head(#{'Session-Id' := Session}, Answer) ->
    #{'Session-Id' := Got, 'Auth-Session-State' := 1, 'Origin-Host' := <<"iwf1.lab.example">>,
      'Origin-Realm' := <<"lab.example">>} = Answer,
    {Got, Got} = {iolist_to_binary(Session), Got},
    Answer.

%% Each reference and its codes, in the order of the references.
statuses(#{'Monitoring-Event-Config-Status' := Statuses} = Answer) ->
    [2001] = maps:get('Result-Code', Answer),
    lists:sort([{Reference, [code(Report) || Report <- Reports]}
                || #{'SCEF-Reference-ID' := Reference, 'SCEF-ID' := [?SCS], 'Service-Report' := Reports} <- Statuses]).

code(#{'Service-Result' := [#{'Service-Result-Code' := [Code]} = Result]}) when Code >= 5000 ->
    [10415] = maps:get('Vendor-Id', Result),
    Code;
code(#{'Service-Result' := [#{'Service-Result-Code' := [Code]}]}) ->
    Code.

%% The whole RIR.
expect_report(Reference, Type, Said, Request) ->
    #{'Auth-Session-State' := 1, 'Origin-Host' := <<"iwf1.lab.example">>, 'Origin-Realm' := <<"lab.example">>,
      'Destination-Host' := ?SCS, 'Destination-Realm' := <<"acme.example">>,
      'Monitoring-Event-Report' := [Report]} = Request,
    [] = maps:get('Group-Report', Request, []),
    Wanted = (decoded(Said))#{'SCEF-Reference-ID' => Reference, 'SCEF-ID' => [?SCS], 'Monitoring-Type' => [Type]},
    {Wanted, Wanted} = {Wanted, without_empty(Report)}.

decoded_event(#{'SCEF-ID' := Scef, 'Monitoring-Type' := Type} = Event) ->
    (decoded(Event))#{'SCEF-ID' => Scef, 'Monitoring-Type' => Type}.

%% An AVP that may be absent is a list when Erlang has read it. {Value}: one that must be there.
decoded(Avps) ->
    maps:map(fun(_, {Value}) -> Value;
                (_, Value) when is_list(Value) -> Value;
                (_, Value) when is_map(Value) -> [decoded(Value)];
                (_, Value) -> [Value] end, Avps).

%% Of a group and those in it: only what is there.
without_empty(Avps) when is_map(Avps) ->
    maps:map(fun(_, Value) -> without_empty(Value) end, maps:filter(fun(_, Value) -> Value =/= [] end, Avps));
without_empty(Avps) when is_list(Avps) ->
    [without_empty(One) || One <- Avps];
without_empty(Value) ->
    Value.
